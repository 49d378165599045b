# A Samba domain controller (a real Active Directory to whoever speaks LDAP) in a network namespace of its own, since its
# ports cannot be moved: samba.sh FOLDER PASSWORD NODE CHILD NOW. Everything it makes is in FOLDER.
set -eu
D=$1
ip link set lo up
samba-tool domain provision --realm=CORP.EXAMPLE --domain=CORP --server-role=dc --dns-backend=NONE --adminpass="$2" \
  --host-name=dc1 --host-ip=127.0.0.1 --targetdir="$D" > "$D/provision.log" 2>&1
tool() { samba-tool "$@" -s "$D/etc/smb.conf" >> "$D/provision.log" 2>&1; }
tool user create ada "$2" --given-name=Ada --mail-address=ada@corp.example
tool group add ops
tool group addmembers ops ada
tool group addmembers 'Domain Admins' ops
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost -keyout "$D/key.pem" -out "$D/cert.pem" 2>> "$D/provision.log"
chmod 600 "$D/key.pem"
samba -F -M standard --no-process-group --debug-stdout -s "$D/etc/smb.conf" --option='server services=ldap' \
  --option="tls keyfile=$D/key.pem" --option="tls certfile=$D/cert.pem" --option="tls cafile=$D/cert.pem" > "$D/samba.log" 2>&1 &
samba=$!
trap 'kill $samba' EXIT
tries=0
until (exec 3<> /dev/tcp/127.0.0.1/636) 2> /dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 100 ]
  sleep 0.2
done
"$3" "$4" "$D/cert.pem" "$2" "$5"
