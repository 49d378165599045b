/**
 * What is asked of a directory, and what is kept of a file: by name, so that no password, hash or photograph is ever
 * transferred. Names in lower case.
 */
const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What tells what an entry is and what others call it: all that the first pass over a directory needs. */
const identifying = names(`
  objectclass cn uid samaccountname gidnumber objectsid entryuuid objectguid nsuniqueid guid ipauniqueid
  mail employeenumber employeeid pwdmaxage createtimestamp whencreated`);

const people = names(`
  displayname givenname sn title department departmentnumber ou employeetype manager userprincipalname description
  telephonenumber`);

const membership = names(`
  member uniquemember memberuid roleoccupant memberurl memberof primarygroupid sidhistory nsroledn owner managedby
  grouptype admincount`);

const standing = names(`
  useraccountcontrol accountexpires msds-user-account-control-computed lockouttime pwdaccountlockedtime pwdendtime
  pwdreset nsaccountlock logindisabled inetuserstatus shadowexpire shadowlastchange shadowmax krbprincipalexpiration
  krbpasswordexpiration krblastpwdchange passwordexpirationtime pwdchangedtime pwdlastset pwdpolicysubentry
  msds-userpasswordexpirytimecomputed msds-managedpasswordinterval loginshell`);

const use = names('lastlogontimestamp authtimestamp pwdlastsuccess krblastsuccessfulauth');

const machines = names('serviceprincipalname dnshostname operatingsystem sshpublickey usercertificate');

export const firstPass: readonly string[] = identifying;
export const secondPass: readonly string[] = [
  ...new Set([...identifying, ...people, ...membership, ...standing, ...use, ...machines]),
];
