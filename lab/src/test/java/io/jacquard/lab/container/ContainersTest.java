package io.jacquard.lab.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to a container or its network: nothing that was answered is lost. */
@Tag("container")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ContainersTest {
  private static final String RECONNECTING = "state RECONNECTING";
  private static final String LIVE = "state LIVE";
  private static final String HOST_GAVE_NO_SIGN = "Host lost .*KEEP_ALIVE_EXPIRED";

  private Setup setup;

  @BeforeEach
  void setUp() {
    setup = new Setup();
  }

  @AfterEach
  void tearDown() {
    setup.close();
  }

  @Test
  void aHostFindsAndUsesTheTargetByItsName() throws Exception {
    setup.target();
    Machine host = setup.idleHost();
    assertThat(host.run("jacquard discover -t tcp -a target -s 8009")).contains(Setup.NQN);
    host.run("head -c 8M /dev/urandom > /tmp/written");
    host.run("jacquard write --data /tmp/written --force-unit-access " + Setup.URI);
    host.run("jacquard read --data /tmp/read --data-size 8M " + Setup.URI);
    host.run("cmp /tmp/written /tmp/read");
  }

  @Test
  void aHostGoesOnWhenItsNetworkWasCutAndHealed() throws Exception {
    Machine target = setup.target();
    Machine host = setup.loadingHost("host");
    host.cut();
    host.log().await(RECONNECTING);
    target.log().await(HOST_GAVE_NO_SIGN);
    host.heal();
    goesOnAndHas("answered", host);
  }

  @Test
  void aHostGoesOnWhenTheNetworkOfItsTargetWasCutAndHealed() throws Exception {
    Machine target = setup.target();
    Machine host = setup.loadingHost("host");
    target.cut();
    host.log().await(RECONNECTING);
    target.log().await(HOST_GAVE_NO_SIGN);
    target.heal();
    goesOnAndHas("answered", host);
  }

  @Test
  void aHostGoesOnWhenItsTargetWasPaused() throws Exception {
    Machine target = setup.target();
    Machine host = setup.loadingHost("host");
    target.pause();
    host.log().await(RECONNECTING);
    target.goOn();
    goesOnAndHas("answered", host);
  }

  @Test
  void aPausedHostIsGivenUpAndComesBack() throws Exception {
    Machine target = setup.target();
    Machine host = setup.loadingHost("host");
    host.pause();
    target.log().await(HOST_GAVE_NO_SIGN);
    host.goOn();
    host.log().await(RECONNECTING);
    goesOnAndHas("answered", host);
  }

  @Test
  void whatWasAnsweredAsDurableSurvivesTheTargetsContainer() throws Exception {
    Machine target = setup.target();
    Machine host = setup.loadingHost("host");
    target.kill();
    target.close();
    host.log().await(RECONNECTING);
    setup.target();
    goesOnAndHas("durable", host);
  }

  @Test
  void aTargetForgetsAHostThatWasKilledAndServesAnother() throws Exception {
    Machine target = setup.target();
    Machine host = setup.loadingHost("host");
    target.log().await("Host connected .*:host-host");
    host.kill();
    target.log().await("Host (lost|disconnected) .*:host-host");
    Machine next = setup.idleHost();
    next.run("head -c 64K /dev/urandom > /tmp/written");
    next.run("jacquard write --data /tmp/written " + Setup.URI);
    next.run("jacquard read --data /tmp/read --data-size 64K " + Setup.URI);
    next.run("cmp /tmp/written /tmp/read");
  }

  private static void goesOnAndHas(String what, Machine host) throws Exception {
    host.log().await(LIVE);
    Setup.awaitAnswers(host);
    assertThat(Setup.verify(host, what)).as("exit status; log:%n%s", host.log()).isZero();
  }
}
