package io.jacquard.initiator;

import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.util.Optional;

/**
 * What a scan has found out about one namespace.
 *
 * @param identify Identify Namespace
 * @param identity its globally unique identifiers
 * @param zones how it is divided, if it is zoned
 */
record FoundNamespace(
    IdentifyNamespace identify, NamespaceIdentity identity, Optional<ZoneGeometry> zones) {}
