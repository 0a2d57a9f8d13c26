#!/bin/sh
# Makes the namespace, or lengthens the memory of one that is there. Temporal forgets the ids of closed workflows after
# the retention; a year lets an auditor read how any round went.
set -eu
: "${TEMPORAL_NAMESPACE:=default}" "${RETENTION:=8760h}"

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
fi
