#!/usr/bin/env bash
# A production S3 on the loopback: Ceph's radosgw over one OSD in memory, on free ports. Prints its endpoint when it is ready
# and lives until its standard input ends, so that it goes with the process that started it, even when that one is killed.
#   test/s3/ceph.sh         by hand: Ctrl+D ends it
# Access key AK, secret key SK. Needs the Debian packages ceph-mon ceph-mgr ceph-osd radosgw ceph-common.
set -euo pipefail
export LC_ALL=C

dir=$(mktemp -d "${TMPDIR:-/tmp}/ceph.XXXXXX")
stop() {
  trap - EXIT
  for file in "$dir"/run/*.pid; do
    [ -f "$file" ] && kill -9 "$(cat "$file")" 2>/dev/null || true # nothing of it is to be kept, so nothing to wait for
  done
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

# Both sockets are open at once, so the ports differ; the window until Ceph binds them is short.
read -r mon rgw < <(python3 -c '
import socket
a, b = socket.socket(), socket.socket()
a.bind(("127.0.0.1", 0)); b.bind(("127.0.0.1", 0))
print(a.getsockname()[1], b.getsockname()[1])')

mkdir "$dir"/{mon,mgr,osd,rgw,run,log}
fsid=$(cat /proc/sys/kernel/random/uuid)
osd=$(cat /proc/sys/kernel/random/uuid)
conf=$dir/ceph.conf
# v1: is spelt out because Ceph takes any port but 6789 for its second protocol, and then waits for ever.
cat > "$conf" <<CONF
[global]
fsid = $fsid
mon_host = [v1:127.0.0.1:$mon]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_msgr2 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
osd_crush_chooseleaf_type = 0
run_dir = $dir/run
admin_socket = $dir/run/\$name.asok
log_file = $dir/log/\$name.log
pid_file = $dir/run/\$name.pid
[mon.a]
mon_data = $dir/mon
[mgr.x]
mgr_data = $dir/mgr
[osd.0]
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
[client.rgw]
rgw_data = $dir/rgw
rgw_frontends = beast endpoint=127.0.0.1:$rgw
CONF

# Ceph's programs sometimes send their first command before they have learnt the cluster's id, are refused and end
# ("wrong fsid", "problem getting command descriptions"); others wait for ever for a server that does not come up.
retry() {
  for _ in $(seq 10); do
    "$@" && return
    sleep 0.5
  done
  return 1
}

# On a busy machine the user may be there before an attempt's time was over.
create_user() {
  timeout 60 radosgw-admin -c "$conf" user info --uid=test ||
  timeout 60 radosgw-admin -c "$conf" user create --uid=test --display-name=test --access-key=AK --secret-key=SK
}

start() {
  monmaptool --create --addv a "[v1:127.0.0.1:$mon]" --fsid "$fsid" "$dir/monmap" &&
  ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" &&
  ceph-mon -c "$conf" -i a &&
  retry timeout 60 ceph-mgr -c "$conf" -i x &&
  retry timeout 60 ceph -c "$conf" osd new "$osd" &&
  ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" &&
  retry timeout 60 ceph-osd -c "$conf" -i 0 &&
  retry timeout 60 ceph -c "$conf" osd crush add osd.0 1.0 root=default host=h &&
  retry create_user &&
  retry timeout 60 radosgw -c "$conf" -n client.rgw
}

# The daemons must not hold our standard input and output, whose ends are what others wait for.
start < /dev/null > "$dir/log/start.log" 2>&1 || { tail -20 "$dir/log/start.log" >&2; exit 1; }

ready=
for _ in $(seq 120); do
  (exec 3<> "/dev/tcp/127.0.0.1/$rgw") 2>/dev/null && ready=yes && break
  sleep 0.5
done
[ "$ready" ] || { tail -20 "$dir/log/start.log" >&2; exit 1; }
echo "http://127.0.0.1:$rgw"
cat > /dev/null
