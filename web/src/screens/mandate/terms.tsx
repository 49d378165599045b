import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/mandates.ts';
import type { Shown } from './index.tsx';

type Mandate = Shown['mandate'];
type MandateTerms = Mandate['terms'];

const shapeWords = ({ type, ...of }: MandateTerms['does'][number]): string =>
  [type, ...Object.entries(of).map(([name, value]) => `${name} ${value}`)].join(', ');
const conditionWords = (condition: MandateTerms['when'][number]): string =>
  t('condition', {
    fact: condition.fact,
    what:
      'values' in condition
        ? `${condition.is} ${condition.values.join(', ')}`
        : `${condition.is} ${condition.number}`,
  });

/** The terms, whole, as rows of words. */
export function TermsRows({ terms }: { readonly terms: MandateTerms }) {
  return (
    <Facts
      rows={[
        [t('because'), terms.reason],
        [t('does'), <List key="does" words={terms.does.map(shapeWords)} />],
        [t('when'), <List key="when" words={terms.when.map(conditionWords)} />],
        [
          t('scope'),
          [
            ...terms.scope.sources,
            ...(terms.scope.about === null ? [] : [t('about', { what: terms.scope.about })]),
          ].join(', '),
        ],
        [t('triggers'), terms.triggers.map((each) => t(`trigger_${each}`)).join(', ')],
        [
          t('time'),
          t.rich('fromTo', {
            from: <When at={terms.from} as="date" />,
            until: <When at={terms.until} as="date" />,
          }),
        ],
        [
          t('notice'),
          terms.noticeHours === 0 ? t('noNotice') : t('noticeHours', { count: terms.noticeHours }),
        ],
        [
          t('watch'),
          terms.watchDays === 0
            ? t('noWatch')
            : `${t('watchDays', { count: terms.watchDays })}. ${t('watchWhy')}`,
        ],
      ]}
    />
  );
}

const List = ({ words }: { readonly words: readonly string[] }) => (
  <ul className="mandate-terms">
    {words.map((each) => (
      <li key={each}>{each}</li>
    ))}
  </ul>
);

/** What was signed, and by whom. */
export function Terms({ mandate }: { readonly mandate: Mandate }) {
  return (
    <Card title={t(mandate.signatures.length === 0 ? 'termsOpen' : 'terms')}>
      <TermsRows terms={mandate.terms} />
      <Facts
        rows={[
          [
            t('signedBy'),
            mandate.signatures.length === 0
              ? t('nobody')
              : mandate.signatures.map(({ name, person }) => name ?? person).join(', '),
          ],
        ]}
      />
    </Card>
  );
}
