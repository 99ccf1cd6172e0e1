# Soft-RoCE between two devices of one machine, over a link that packets really cross: what goes
# from an address to itself never leaves a soft-RoCE device, and cannot be captured or cut.

near_address=10.78.0.1
far_address=10.78.0.2

# roce_link: two network cards with a link between them, near and far, and their RDMA devices.
roce_link() {
  modprobe -a veth rdma_rxe rdma_ucm
  ip link add near type veth peer name far
  local end
  for end in near far; do
    # Each sees the other's packets come from an address that this machine has, too.
    sysctl -q -w net.ipv4.conf.$end.accept_local=1 net.ipv4.conf.$end.rp_filter=0 \
      net.ipv4.conf.$end.arp_ignore=1
  done
  sysctl -q -w net.ipv4.conf.all.rp_filter=0
  ip address add $near_address/24 dev near
  ip address add $far_address/24 dev far
  ip link set near mtu 4200 up
  ip link set far mtu 4200 up
  # What arrives is for this machine; what leaves goes over the link, though it is for this machine.
  ip rule add pref 10 iif near lookup local
  ip rule add pref 11 iif far lookup local
  ip rule add pref 20 lookup 77
  ip rule add pref 30 lookup local
  ip rule del pref 0
  roce_routes
  roce_device near
  roce_device far
}

# roce_device END: makes the RDMA device of an end.
roce_device() { rdma link add rxe$1 type rxe netdev "$1"; }

# roce_bond: two cards below one RDMA device and one address, the first of them active.
roce_bond() {
  modprobe bonding max_bonds=0
  modprobe dummy numdummies=0
  ip link add bond0 type bond mode active-backup fail_over_mac active
  local card
  for card in first second; do
    ip link add $card type dummy
    ip link set $card master bond0
  done
  ip address add 10.79.0.1/24 dev bond0
  ip link set bond0 up
  rdma link add rxebond type rxe netdev bond0
}

roce_routes() {
  ip route replace $far_address dev near src $near_address table 77
  ip route replace $near_address dev far src $far_address table 77
}

# roce_cut: from now on every packet is lost, in both directions. roce_heal ends that.
roce_cut() { for end in near far; do tc qdisc add dev $end root netem loss 100%; done; }
roce_heal() { for end in near far; do tc qdisc del dev $end root; done; }

# roce_resources: what the kernel keeps for the two devices, in numbers.
roce_resources() { rdma resource show | grep -e rxenear -e rxefar | cut -d' ' -f2-; }
