#!/bin/bash
# A sweep on a real Slurm of two nodes: a task is killed midway, and the merged result has the bytes of one machine. The
# same by GNU parallel, where it is installed.
#
#   cluster_test.sh SOUK SWEEP_SBATCH        exit code 77: no Slurm here, so it is skipped
#
# All daemons listen on the loopback interface and are ended by their process numbers. Nodes, state and keys lie in a
# folder that is gone at the end.
set -euo pipefail
export SOUK=$1
script=$2
for program in munged slurmctld slurmd sbatch; do
  if ! PATH=$PATH:/usr/sbin:/sbin type "$program" >/dev/null 2>&1; then
    echo "skipped: no $program; the packages slurmctld, slurmd, slurm-client and munge bring Slurm"
    exit 77
  fi
done
PATH=$PATH:/usr/sbin:/sbin

base=$(mktemp -d "${TMPDIR:-/tmp}/souk-slurm-XXXXXX")
chmod 755 "$base"
daemons=()
end() {
  local i
  scancel --full --signal=KILL --user="$(id -un)" 2>/dev/null || true
  for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do kill "${daemons[i]}" 2>/dev/null || true; done
  wait
  rm -rf "$base"
}
trap end EXIT

fail() {
  printf 'FAILED: %s\n' "$1"
  squeue --array 2>&1 || true
  tail -n 15 "$base"/*.log "$base"/*.out 2>/dev/null || true
  exit 1
}

# until_true SECONDS COMMAND...: false after that time.
until_true() {
  local end=$((SECONDS + $1))
  until "${@:2}" >/dev/null 2>&1; do
    if ((SECONDS >= end)); then return 1; fi
    sleep 0.2
  done
}

# Three ports in a row that nobody listens on.
free_ports() {
  local port
  for port in $(shuf -i 20000-30000 -n 50); do
    if ! { (: <"/dev/tcp/127.0.0.1/$port") || (: <"/dev/tcp/127.0.0.1/$((port + 1))") ||
      (: <"/dev/tcp/127.0.0.1/$((port + 2))"); } 2>/dev/null; then echo "$port"; return; fi
  done
}

configure() {
  local port user
  port=$(free_ports) user=$(id -un)
  cat >"$base/slurm.conf" <<CONF
ClusterName=souk
SlurmctldHost=localhost
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$base/munge.socket
CryptoType=crypto/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort=$port
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/%n
SlurmctldPidFile=$base/slurmctld.pid
SlurmdPidFile=$base/%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,bf_interval=2
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
NodeName=n1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2
NodeName=n2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=2
PartitionName=main Nodes=n1,n2 Default=YES State=UP
CONF
  export SLURM_CONF=$base/slurm.conf
}

start_daemons() {
  mkdir "$base/state" "$base/n1" "$base/n2"
  head -c 128 /dev/urandom >"$base/munge.key"
  chmod 400 "$base/munge.key"
  munged --foreground --key-file="$base/munge.key" --socket="$base/munge.socket" --pid-file="$base/munged.pid" \
    --seed-file="$base/munge.seed" --log-file="$base/munge" >"$base/munged.log" 2>&1 &
  daemons+=($!)
  until_true 10 test -S "$base/munge.socket" || fail "munged does not start"
  slurmctld -D >"$base/slurmctld.log" 2>&1 &
  daemons+=($!)
  for node in n1 n2; do
    slurmd -D -N "$node" >"$base/$node.log" 2>&1 &
    daemons+=($!)
  done
  until_true 40 two_nodes_idle || fail "the two nodes do not start"
}
two_nodes_idle() { [[ $(sinfo -h -N -t idle -o %N | sort | xargs) == "n1 n2" ]]; }

# /proc/net/tcp has addresses as hexadecimal numbers; 0A: it listens.
only_loopback() {
  local port
  for port in $(sed -nE 's/^SlurmctldPort=//p; s/.* Port=([0-9]+).*/\1/p' "$base/slurm.conf"); do
    grep -qE "$(printf ' 0100007F:%04X [0-9A-F]+:0000 0A' "$port")" /proc/net/tcp || return 1
  done
}

write_study() {
  cat >"$base/study.toml" <<'TOML'
[scenario]
name = "study"
horizon = "11000 d"
replications = 6

[output]
tables = []

[[provider]]
name = "pool"
nodes = 2

[[consumer]]
name = "users"
jobs.process = "poisson"
jobs.rate = "4 /h"
jobs.duration = { law = "exponential", mean = "15 min" }

[[sweep]]
key = "consumer.users.jobs.rate"
values = ["2 /h", "4 /h", "5 /h", "6 /h"]
TOML
}

records() { find study.h5.spool -name '*.run' -printf '%f %i %T@\n' 2>/dev/null | sort; }
some_records() { (($(records | wc -l) >= 2)); }

# The program of task $1, by its command line; the parent of its runs, which have the same. No process is started to find
# it, so that it is still there when it is found.
program_of_task() {
  local process parent
  local -a words
  for process in /proc/[0-9]*; do
    mapfile -d '' -t words <"$process/cmdline"
    if [[ ${words[0]-} != "$SOUK" || "${words[*]}" != *"--shard $1/"* ]]; then continue; fi
    read -r _ _ _ parent _ <"$process/stat"
    mapfile -d '' -t words <"/proc/$parent/cmdline"
    if [[ ${words[0]-} != "$SOUK" ]]; then
      printf '%s\n' "${process#/proc/}"
      return
    fi
  done 2>/dev/null
  return 1
}

waits_again() { [[ $(scontrol show job "$1" | grep -oE 'JobState=PENDING Reason=BeginTime|Restarts=1' | wc -l) == 2 ]]; }
two_nodes_work() { [[ $(squeue -h -t R -o %N | sort -u | xargs) == "n1 n2" ]]; }
state_is() { scontrol show job "$1" | grep -q "JobState=$2"; }

study_on_two_nodes() {
  local told array merge before
  told=$("$script" study.toml 4 study.h5 --output="$base/job-%A_%a.out")
  array=$(sed -n 's/^shards \([0-9]*\),.*/\1/p' <<<"$told") merge=$(sed -n 's/.*merge \([0-9]*\),.*/\1/p' <<<"$told")
  until_true 60 two_nodes_work || fail "the shards do not run on both nodes"
  until_true 60 some_records || fail "no record appears"
  kill -KILL "$(program_of_task 2)" || fail "task 2 could not be killed midway"
  before=$(records)
  until_true 30 waits_again "${array}_2" || fail "the killed task is not in the queue again"
  # Slurm waits two minutes before it runs a job once more; in the second of the kill the node would refuse it.
  scontrol update "JobId=${array}_2" StartTime=now+5seconds
  until_true 120 state_is "$merge" COMPLETED || fail "the shards are not merged"
  [[ $(comm -23 <(printf '%s\n' "$before") <(records)) == "" ]] || fail "a finished run was done again"
  cmp one.h5 study.h5 || fail "Slurm's result is another"
  grep -q 'shard 2 goes back into the queue' "$base/job-${array}_2.out" || fail "task 2 was not killed midway"
}

study_by_parallel() {
  parallel --will-cite -j 2 "$SOUK" sweep study.toml -o parallel.h5 --quiet -j 1 --shard {}/4 ::: 1 2 3 4 >/dev/null &&
    "$SOUK" merge parallel.h5.spool -o parallel.h5 >/dev/null || fail "GNU parallel does not run the shards"
  cmp one.h5 parallel.h5 || fail "the result of GNU parallel is another"
}

cd "$base"
write_study
"$SOUK" sweep study.toml -o one.h5 --quiet >/dev/null
if parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
  study_by_parallel
  echo "GNU parallel gives the bytes of one machine"
else
  echo "skipped: no GNU parallel"
fi
configure
start_daemons
only_loopback || fail "a daemon listens beyond the loopback interface"
study_on_two_nodes
echo "two nodes of Slurm, with a task killed midway, give the bytes of one machine"
