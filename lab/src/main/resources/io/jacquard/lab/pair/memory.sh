# Persistent memory.

# module_up: a new memory module is raw, which cannot be mapped (DAX); with structures for its pages,
# kept in ordinary memory, it can. Prints what it is then.
module_up() {
  local namespace
  load nfit nd_pmem
  await 20 module_namespace > /dev/null
  namespace=$(module_namespace)
  ndctl create-namespace --force --reconfig="$namespace" --mode=fsdax --map=mem > /run/module.json \
    || fail "ndctl does not make $namespace mappable"
  jq -r '"/dev/\(.blockdev), \(.mode), for ext4 or xfs with -o dax"' /run/module.json
}

# module_namespace: the name of the first namespace of emulated modules.
module_namespace() {
  ndctl list --namespaces --bus=ACPI.NFIT | jq -er 'if type == "array" then .[0] else . end | .dev'
}
