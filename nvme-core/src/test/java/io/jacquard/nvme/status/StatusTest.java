package io.jacquard.nvme.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTest {
  private static final List<String> NOT_CODES =
      List.of("MASK", "CODE_MASK", "DNR", "MORE", "CRD_SHIFT", "SCT_SHIFT");

  private static List<Field> codes() {
    return Arrays.stream(Status.class.getDeclaredFields())
        .filter(f -> Modifier.isPublic(f.getModifiers()) && !NOT_CODES.contains(f.getName()))
        .filter(f -> !f.getName().startsWith("SCT_"))
        .toList();
  }

  @Test
  void everyValueIsMadeOfItsPartsAndComesBack() {
    for (int status = 0; status <= Status.MASK; status++) {
      int built = Status.of(Status.sct(status), Status.sc(status));
      assertThat(built).isEqualTo(Status.code(status));
      built = Status.withCrd(built, Status.crd(status));
      built = Status.more(status) ? Status.withMore(built) : built;
      built = Status.dnr(status) ? Status.withDnr(built) : built;
      assertThat(built).isEqualTo(status);
      assertThat(Status.isSuccess(status)).isEqualTo((status & 0x7FF) == 0);
      assertThat(Status.isPathError(status)).isEqualTo((status >> 8 & 7) == 3);
    }
  }

  @Test
  void everyValueHasANameThatDependsOnTypeAndCodeOnly() {
    for (int status = 0; status <= Status.MASK; status++) {
      assertThat(Status.name(status)).isNotBlank().isEqualTo(Status.name(Status.code(status)));
      assertThat(Status.fabricsName(status)).isNotBlank();
    }
  }

  @Test
  void allDescriptionsDiffer() {
    Set<String> seen = new HashSet<>();
    for (int status = 0; status <= Status.MASK; status++) {
      assertThat(seen.add(Status.describe(status))).as("%04x", status).isTrue();
    }
  }

  @Test
  void everyConstantHasItsOwnName() throws IllegalAccessException {
    Set<String> names = new HashSet<>();
    assertThat(codes()).hasSizeGreaterThan(140);
    for (Field field : codes()) {
      int code = field.getInt(null);
      String fabrics = StatusNames.fabrics(code);
      String io = StatusNames.io(code);
      assertThat(fabrics != null || io != null).as(field.getName()).isTrue();
      assertThat(Status.code(code)).isEqualTo(code);
      names.add(field.getName());
    }
    assertThat(names).hasSameSizeAs(codes());
  }

  @Test
  void everyNamedCodeHasAConstant() throws IllegalAccessException {
    int named = 0;
    for (int code = 0; code <= Status.CODE_MASK; code++) {
      named += StatusNames.io(code) != null ? 1 : 0;
      named += StatusNames.fabrics(code) != null ? 1 : 0;
    }
    assertThat(codes()).hasSize(named);
  }

  @Test
  void theWellKnownValuesAreThoseOfTheSpecification() {
    assertThat(Status.of(0, 0x0C)).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(Status.of(1, 0x09)).isEqualTo(Status.INVALID_LOG_PAGE);
    assertThat(Status.of(1, 0x84)).isEqualTo(Status.CONNECT_INVALID_HOST);
    assertThat(Status.of(2, 0x85)).isEqualTo(Status.COMPARE_FAILURE);
    assertThat(Status.of(3, 0x02)).isEqualTo(Status.ANA_INACCESSIBLE);
    assertThat(Status.withDnr(Status.of(0, 0x80))).isEqualTo(0x4080);
  }

  @Test
  void sharedCodesNameBothMeaningsUnlessTheCommandIsKnown() {
    assertThat(Status.name(0x182))
        .isEqualTo("Attempted Write to Read Only Range / Connect Invalid Parameters");
    assertThat(Status.fabricsName(0x182)).isEqualTo("Connect Invalid Parameters");
    assertThat(Status.fabricsName(Status.INVALID_FIELD)).isEqualTo("Invalid Field in Command");
    assertThat(Status.describeFabrics(Status.withDnr(0x184)))
        .isEqualTo("Connect Invalid Host (1h/84h DNR)");
  }

  @Test
  void unknownCodesAreDescribedByTheirNumbers() {
    assertThat(Status.describe(0x7C1)).isEqualTo("Vendor Specific Status c1h (7h/c1h)");
    assertThat(Status.describe(0x7FFF)).isEqualTo("Vendor Specific Status ffh (7h/ffh CRD3 M DNR)");
    assertThat(Status.name(0x07F)).isEqualTo("Generic Status 7fh");
  }

  @Test
  void higherBitsAreIgnoredAndPartsOutOfRangeRefused() {
    assertThat(Status.withDnr(0xFFFF_0002)).isEqualTo(0x4002);
    assertThatThrownBy(() -> Status.of(8, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Status.of(0, 256)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Status.withCrd(0, 4)).isInstanceOf(IllegalArgumentException.class);
  }
}
