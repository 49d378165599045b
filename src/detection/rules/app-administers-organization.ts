import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';
import type { PrivilegeView } from '../../model/index.ts';

/**
 * What lets an app change the organisation itself, or who belongs to it: at GitHub, and at Okta, where a scope counts that no
 * lesser admin role limits.
 */
const governs =
  /^(?:(?:organization_administration|members):write|okta\.(?:roles|users|groups|apps|appgrants|apitokens|policies|idps|orgs)\.manage) on /i;

/** An application permission of Entra that leads to the tenant, held by the app itself and not through another. */
const leadsToTenant = ({ what, path }: PrivilegeView): boolean =>
  path.length === 2 && /^\w+(?:\.\w+)+ on api\//.test(what);

export const appAdministersOrganization: Rule = {
  id: 'app-administers-organization',
  version: 3,
  title: 'App that can change the organisation',
  why: 'Whoever runs the app, or takes over its one private key, can change members, teams and settings without signing in.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'OWASP-NHI-2025 NHI3:2025',
    'NIST-CSF-2.0 PR.AA-05',
    'SOC2-TSC CC6.3',
  ],
  falsePositives: ['The company’s own app that manages the organisation: accept it, with an owner.'],
  runbook: [
    'Ask who runs the app, and which of its work needs this permission.',
    'Have it ask for less, or suspend it; a suspended app can be put back.',
  ],
  needs: ['kind', 'privileges', 'state'],
  evaluate(view) {
    if (view.kind === 'person' || view.kind === 'unknown' || view.state === 'disabled')
      return [{ is: 'clear', recheckAt: null }];
    const held = view.privileges.filter(
      (each) => leadsToTenant(each) || (view.kind === 'integration' && governs.test(each.what)),
    );
    if (held.length === 0) return [{ is: 'clear', recheckAt: null }];
    return held.map((each): Conclusion => {
      if (each.conditional)
        return {
          is: 'unknown',
          subject: view.ref,
          aspect: each.what,
          missing: 'when the permission applies',
        };
      const what = factOf(view.ref, `may ${each.what}`, true, view.observedAt);
      const state = factOf(view.ref, 'state', view.state, view.observedAt);
      return {
        is: 'hit',
        subject: view.ref,
        aspect: each.what,
        title: `The app ${view.ref.name} may ${each.what.replace(/ on api\/.*$/, '').replace(' on ', ' in ')}`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `${view.ref.name} may change the organisation`,
        },
        facts: [...accountFacts(view), state, what],
        material: [state.id, what.id],
        risk: {
          likelihood: [{ what: 'one key of somebody else’s program is enough', points: 25 }],
          blast: [{ what: 'it may change the organisation or who belongs to it', points: 40 }],
          ease: [{ what: 'an app can be suspended and put back', points: 15 }],
        },
        recheckAt: null,
      };
    });
  },
};
