import { describe, expect, it } from 'vitest';
import { anyName } from './kubernetes-place.ts';
import { reaches } from './kubernetes-scope.ts';

const place = (group: string, type: string, namespace: string) => ({ group, type, name: anyName, namespace });

describe('a right in a namespace', () => {
  it('reaches nothing that lies in none, whatever stars it has', () => {
    for (const [group, kind] of [
      ['', ':nodes/proxy'],
      ['', ':persistentvolumes'],
      ['', ':users'],
      ['certificates.k8s.io', 'certificates.k8s.io:certificatesigningrequests/approval'],
      ['admissionregistration.k8s.io', 'admissionregistration.k8s.io:mutatingwebhookconfigurations'],
      ['rbac.authorization.k8s.io', 'rbac.authorization.k8s.io:clusterrolebindings'],
    ] as const) {
      expect(reaches({ verb: '*', place: place(group, '*', 'app') }, 'create', kind)).toBe(false);
      expect(reaches({ verb: '*', place: place(group, '*', '*') }, 'create', kind)).toBe(true);
    }
    expect(reaches({ verb: '*', place: place('', '*', 'app') }, 'create', ':pods/exec')).toBe(true);
  });

  it('binds cluster roles there, and neither escalates nor reads them', () => {
    const all = { verb: '*', place: place('rbac.authorization.k8s.io', '*', 'app') };
    const kind = 'rbac.authorization.k8s.io:clusterroles';
    expect(['bind', 'escalate', 'get'].map((verb) => reaches(all, verb, kind))).toEqual([true, false, false]);
  });
});
