import { globMatches } from '../../../platform/glob.ts';
import {
  anyName,
  covers,
  encode,
  parsePlace,
  placeText,
  type ResourcePlace,
} from '../../../platform/wire/kubernetes-place.ts';
import type { Act } from '../acts.ts';
import type { Dialect, GrantHeld, Need, Translated } from '../dialect.ts';

/** Kubernetes: audit events as verbs on places, as the RBAC authorizer is asked about them. */
export const kubernetesDialect: Dialect = {
  platform: 'kubernetes',
  formats: ['kubernetes'],
  translate({ action, target }): Translated {
    const verb = verbOf(action);
    if (verb === undefined || target === null)
      return { is: 'unknown', because: `${action} names no verb and no object` };
    const reads = reading.has(verb);
    const word = encode(verb, /[%*? A-Z]/g);
    if (target.startsWith('/'))
      return { is: 'needs', needs: [{ action: word, on: encode(target, /[%*? ]/g), named: null, reads }] };
    const place = parsePlace(target);
    if (place === undefined)
      return { is: 'free', because: 'the request is told by the object that it was about' };
    // a request that makes something is asked about without its name
    const namesNone = verb === 'deletecollection' || (verb === 'create' && !place.type.includes('/'));
    const on = placeText({ ...place, name: namesNone || place.name === anyName ? '' : place.name });
    return { is: 'needs', needs: [{ action: word, on, named: null, reads }] };
  },
  fits(grant, need) {
    if (grant.action !== '*' && grant.action !== need.action) return 'no';
    return need.on !== null && isOn(grant, need, need.on) ? 'yes' : 'no';
  },
  hidden(grant, acts) {
    if (within.has(grant.action))
      return `\`${grant.action}\` is asked about within other requests, and no event is called so`;
    const looks = reading.has(grant.action) || grant.action === '*';
    return looks && !acts.some(isReading)
      ? 'no reading of any kind by it is in the log: an API server’s audit policy may leave reads out'
      : null;
  },
};

const reading: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'head']);
/** Verbs that the API server asks about while it answers a request that has another. */
const within: ReadonlySet<string> = new Set([
  'impersonate',
  'bind',
  'escalate',
  'use',
  'sign',
  'approve',
  'attest',
]);

/** `apps create deployments` → `create`. */
const verbOf = (action: string): string | undefined => /^\S+ (\S+) \S+$/.exec(action)?.[1];

const isReading = ({ action }: Act): boolean => reading.has(verbOf(action) ?? '');

/** Whether a right on this pattern is one on that place or URL. */
function isOn(grant: GrantHeld, need: Need, on: string): boolean {
  const pattern = grant.on;
  if (pattern === '*') return true;
  if (on.startsWith('/')) return pattern.startsWith('/') && globMatches(pattern, on);
  const [right, place] = [placeOf(grant, pattern), placeOf(need, on)];
  return right !== undefined && place !== undefined && takesIn(right, place);
}

/** Every right is laid against every need: what each is on is taken apart once. */
const places = new WeakMap<object, ResourcePlace | undefined>();
function placeOf(of: object, text: string): ResourcePlace | undefined {
  if (!places.has(of)) places.set(of, parsePlace(text));
  return places.get(of);
}

function takesIn(right: ResourcePlace, { group, type, name, namespace }: ResourcePlace): boolean {
  return (
    covers(right, `${group}:${type}`) &&
    (right.name === anyName || right.name === name) &&
    (right.namespace === '*' || right.namespace === namespace)
  );
}

export const isOfKubernetes = (grant: GrantHeld, need: Need): boolean =>
  kubernetesDialect.fits(grant, need) === 'yes';
