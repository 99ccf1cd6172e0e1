package io.jacquard.lab.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules of docs/architecture.md that Maven's modules cannot express. */
@Tag("architecture")
class ArchitectureTest {
  static final String[] MODULES = ProductClasses.MODULES;

  @ParameterizedTest
  @FieldSource("MODULES")
  void everyModuleIsSeenByTheRules(String module) {
    assertThat(ProductClasses.ALL)
        .as("classes of %s on the test class path", module)
        .anyMatch(type -> type.getPackageName().startsWith(module));
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.jacquard.(**)").should().beFreeOfCycles());
  }

  @Test
  void theCoreDependsOnTheJdkAndSlf4jOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("io.jacquard.nvme..")
            .should()
            .onlyDependOnClassesThat()
            // Mapping persistent memory is the one thing that only the JDK's own packages can.
            .resideInAnyPackage(
                "io.jacquard.nvme..", "java..", "jdk.nio.mapmode..", "org.slf4j.."));
  }

  @Test
  void transportsSeeNoSubsystemNoHostAndNoConfiguration() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.jacquard.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.jacquard.target..", "io.jacquard.initiator..", "io.jacquard.lab.."));
  }

  @Test
  void targetAndInitiatorFindTransportsByServiceLoaderOnly() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.jacquard.target..", "io.jacquard.initiator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.jacquard.transport..", "io.jacquard.lab.."));
  }

  @Test
  void targetAndInitiatorDoNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.jacquard.target..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jacquard.initiator.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("io.jacquard.initiator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jacquard.target.."));
  }

  @Test
  void nettyStaysInTheTcpTransport() {
    check(onlyIn("io.netty..", "io.jacquard.transport.tcp.."));
  }

  @Test
  void disniStaysInTheRdmaTransport() {
    check(onlyIn("com.ibm.disni..", "io.jacquard.transport.rdma.."));
  }

  @Test
  void commonsConfigurationStaysInConfigPackages() {
    check(onlyIn("org.apache.commons.configuration2..", "io.jacquard..config.."));
  }

  @Test
  void nativeInterfacesAreBoundInTheirOwnPackages() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.jacquard.nvme.linux..", "io.jacquard.transport.rdma..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Linker.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(SymbolLookup.class));
  }

  @Test
  void hotPackagesTakeNoLocks() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(ProductClasses.HOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks.."));
    check(noClasses().that().resideInAnyPackage(ProductClasses.HOT).should(new MonitorUse()));
  }

  @Test
  void hotPackagesDoNotSleep() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(ProductClasses.HOT)
            .should()
            .callMethodWhere(
                JavaCall.Predicates.target(owner(type(Thread.class)))
                    .and(JavaCall.Predicates.target(name("sleep")))));
  }

  @Test
  void namesSayWhatATypeIs() {
    check(noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl)(\\$.*)?"));
  }

  private static ArchRule onlyIn(String library, String home) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  /** A package may still be empty; a rule then has nothing to say about it. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ProductClasses.ALL);
  }
}
