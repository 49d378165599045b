import type { AccountView, IdentityKind, NatureView } from '../model/index.ts';
import { accountFacts, factOf } from './facts.ts';
import { blastOf } from './ranking.ts';
import type { Conclusion, Hit } from './rule.ts';

/** What a rule says of accounts of some kinds that work as another kind does. */
export interface NatureRule {
  readonly kinds: readonly (IdentityKind | 'unknown')[];
  readonly isOther: (nature: NatureView) => boolean;
  readonly title: (name: string) => string;
  readonly cause: string;
  readonly likelihood: Hit['risk']['likelihood'];
  readonly ease: Hit['risk']['ease'];
}

/**
 * Its kind as its source declares it, against how its logs say that it works. What was measured is shown and is not material:
 * the figures are others with every day, and only the answer is decided on.
 */
export function concludeNature(view: AccountView, rule: NatureRule): readonly Conclusion[] {
  const { behaviour } = view;
  if (!rule.kinds.includes(view.kind) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
  const unknown = (missing: string): readonly Conclusion[] => [
    { is: 'unknown', subject: view.ref, aspect: '', missing },
  ];
  if (behaviour === null) return unknown('how it works: no log was read that would show it');
  const nature = behaviour?.nature;
  if (nature === undefined) return unknown('how it works: nobody looked');
  if (nature.nature === null && nature.worksLike === null) return unknown(`how it works. ${nature.because}`);
  if (!rule.isOther(nature)) return [{ is: 'clear', recheckAt: null }];
  const kind = factOf(view.ref, 'kind', view.kind, view.observedAt);
  const works = factOf(
    view.ref,
    'works like',
    nature.worksLike ?? nature.nature ?? 'unknown',
    view.observedAt,
  );
  return [
    {
      is: 'hit',
      subject: view.ref,
      aspect: '',
      title: rule.title(view.ref.name),
      cause: { key: `${view.ref.source}/${view.ref.key}`, title: `${view.ref.name} ${rule.cause}` },
      facts: [
        ...accountFacts(view).filter(({ id }) => id !== kind.id),
        kind,
        works,
        factOf(view.ref, 'because', nature.because, view.observedAt),
        ...nature.measures.map(({ what, value }) =>
          factOf(view.ref, `measured: ${what}`, value, view.observedAt),
        ),
      ],
      material: [kind.id, works.id],
      risk: { likelihood: rule.likelihood, blast: blastOf(view), ease: rule.ease },
      recheckAt: null,
    },
  ];
}
