import { changeWords } from '../../cases/change-words.ts';
import { Callout } from '../../components/callout.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/cases.ts';
import type { Case } from './index.tsx';

const words = {
  'to come': 'endToCome',
  late: 'endLate',
  'taken back': 'endTakenBack',
  'put back': 'endPutBack',
  superseded: 'endSuperseded',
  'not given': 'endNotGiven',
} as const;

/** What was given until a date: when it ends, by itself, and how it stands with that. */
export function Endings({ endings, shown }: { readonly endings: Case['endings']; readonly shown: Case }) {
  if (endings.length === 0) return null;
  return (
    <div>
      <b>{t('endsTitle')}</b>
      <ul className="checklist">
        {endings.map((ending) => {
          const change = shown.filed.proposal.changes[ending.change - 1]?.change;
          return (
            <li key={ending.change} className={ending.is === 'late' ? 'missing' : undefined}>
              <span>
                {change === undefined ? null : changeWords(change)}
                <br />
                <span className="quiet">
                  {t.rich(words[ending.is], {
                    when: <When key="w" at={ending.endsAt} as="exact" />,
                  })}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      {endings.flatMap(({ change, is, because }) =>
        is === 'late' && because !== undefined
          ? [
              <Callout key={change} tone="attn">
                {because}
              </Callout>,
            ]
          : [],
      )}
    </div>
  );
}
