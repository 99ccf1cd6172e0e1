package io.jacquard.nvme.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyTest {
  @Test
  void capabilitiesHaveTheBitsOfTheSpecification() {
    ControllerCapabilities cap =
        ControllerCapabilities.ZERO
            .mqes(127)
            .cqr(true)
            .to(15)
            .css(ControllerCapabilities.CSS_NVM | ControllerCapabilities.CSS_IOCSS)
            .mpsmax(4)
            .crwms(true);
    assertThat(cap.value()).isEqualTo(0x0840_0820_0F01_007FL);
    assertThat(cap.toString()).contains("mqes=127", "crwms=true", "crims=false");
  }

  @Test
  void configurationHasTheBitsOfTheSpecification() {
    ControllerConfiguration cc = new ControllerConfiguration(0x0046_0001); // what Linux writes
    assertThat(cc.en()).isTrue();
    assertThat(cc.iosqes()).isEqualTo(ControllerConfiguration.IOSQES_64);
    assertThat(cc.iocqes()).isEqualTo(ControllerConfiguration.IOCQES_16);
    assertThat(cc.css()).isEqualTo(ControllerConfiguration.CSS_NVM);
    assertThat(cc.shn(ControllerConfiguration.SHN_NORMAL).value()).isEqualTo(0x0046_4001);
    assertThat(cc.en(false).value()).isEqualTo(0x0046_0000);
    assertThat(cc.crime(true).css(6).value()).isEqualTo(0x0146_0061);
  }

  @Test
  void statusAndTimeoutsHaveTheBitsOfTheSpecification() {
    assertThat(
            ControllerStatus.ZERO.rdy(true).cfs(true).shst(ControllerStatus.SHST_COMPLETE).value())
        .isEqualTo(0xB);
    assertThat(ControllerStatus.ZERO.nssro(true).pp(true).st(true).value()).isEqualTo(0x70);
    assertThat(ControllerReadyTimeouts.ZERO.crwmt(0x1234).crimt(0xFFFF).value())
        .isEqualTo(0xFFFF_1234);
    assertThatThrownBy(() -> ControllerReadyTimeouts.ZERO.crwmt(0x1_0000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ControllerStatus.ZERO.shst(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ControllerCapabilities.class,
        ControllerConfiguration.class,
        ControllerStatus.class,
        ControllerReadyTimeouts.class
      })
  void fieldsReadBackAndDoNotOverlap(Class<? extends Record> type)
      throws ReflectiveOperationException {
    RecordComponent value = type.getRecordComponents()[0];
    boolean wide = value.getType() == long.class;
    Random random = new Random(61);
    List<Method> setters = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.getReturnType() == type && method.getParameterCount() == 1) {
        setters.add(method);
      }
    }
    assertThat(setters).hasSizeGreaterThan(1);
    for (int i = 0; i < 200; i++) {
      Object bits = wide ? (Object) random.nextLong() : (Object) random.nextInt();
      Object record = type.getConstructor(value.getType()).newInstance(bits);
      long touched = 0;
      for (Method setter : setters) {
        Method getter = type.getMethod(setter.getName());
        Object field = getter.invoke(record);
        assertThat(setter.invoke(record, field)).as(setter.getName()).isEqualTo(record);
        Object zero = setter.invoke(record, field instanceof Boolean ? (Object) false : (Object) 0);
        long changed =
            ((Number) value.getAccessor().invoke(zero)).longValue()
                ^ ((Number) value.getAccessor().invoke(record)).longValue();
        assertThat(touched & changed).as(setter.getName()).isZero();
        touched |= changed;
      }
    }
  }

  @Test
  void versionsAreOrdered() {
    assertThat(new Version(0x0001_0201)).hasToString("1.2.1");
    assertThat(Version.V2_0.isAtLeast(Version.V1_4)).isTrue();
    assertThat(Version.V1_3.isAtLeast(Version.V1_4)).isFalse();
    assertThat(Version.V2_1.major() + "." + Version.V2_1.minor()).isEqualTo("2.1");
    assertThat(new Version(0x0102_0304).tertiary()).isEqualTo(4);
  }

  @Test
  void offsetsAreNamedAndSized() {
    assertThat(Property.sizeOf(Property.CAP)).isEqualTo(8);
    assertThat(Property.sizeOf(Property.CC)).isEqualTo(4);
    assertThat(Property.sizeOf(0x24)).isZero();
    assertThat(Property.nameOf(Property.CRTO)).isEqualTo("CRTO");
    assertThat(Property.nameOf(0x24)).isEqualTo("Property 24h");
  }
}
