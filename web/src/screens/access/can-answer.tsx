import type { ReactNode } from 'react';
import { AsOfThen } from '../../asking/as-of-then.tsx';
import { NotRead } from '../../asking/not-read.tsx';
import type { RouteOutput } from '../../api/route-table.ts';
import { BasisTag } from '../../components/basis-tag.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/access.ts';
import type { CanQuestion } from './access-search.ts';
import { stepWords } from './columns.tsx';
import { useCan } from './use-can.ts';

type Told = RouteOutput<'access.can'>;

/** Yes, no, or what it depends on; the way, the statements that decide, and what was not read. */
export function CanAnswer({
  question,
  onNow,
}: {
  readonly question: CanQuestion;
  readonly onNow: () => void;
}) {
  const query = useCan(question);
  const { data } = query;
  return (
    <div className="stack">
      <AsOfThen at={question.at} onNow={onNow} />
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('couldNotAnswer')} onRetry={() => void query.refetch()} />
      ) : data === undefined ? (
        <Skeleton rows={6} />
      ) : (
        <Answer question={question} told={data} />
      )}
    </div>
  );
}

function Answer({ question, told }: { readonly question: CanQuestion; readonly told: Told }) {
  const { identity, account, answer } = told;
  const { action, resource, at } = question;
  const isOther = account.key !== identity.key || account.source !== identity.source;
  return (
    <>
      <div className="can-said" aria-live="polite">
        <VerdictTag verdict={answer.verdict} />
        <h2 className="breaks">{t(headlines[answer.verdict], { name: identity.name, action, resource })}</h2>
        <p className="soft breaks">
          {t(isOther ? 'byAccount' : 'itself', { source: account.source })}{' '}
          <span className="mono">{account.key}</span>
        </p>
      </div>
      {answer.verdict === 'no' ? (
        <Card title={t('whyNot')}>
          <p className="breaks">{answer.because}</p>
          {answer.decidedBy === undefined || answer.decidedBy.length === 0 ? null : (
            <Said title={t('deciding')} lines={answer.decidedBy} />
          )}
        </Card>
      ) : (
        <>
          {answer.verdict === 'depends' ? (
            <Card title={t('onWhat')}>
              <p className="soft">{t(isOpen(answer) ? 'openOne' : 'whyDepends')}</p>
              <Said lines={answer.dependsOn} />
            </Card>
          ) : null}
          {isOpen(answer) ? null : (
            <Card title={t('way')} end={<BasisTag basis={answer.basis} />}>
              <Way answer={answer} />
            </Card>
          )}
        </>
      )}
      <NotRead
        answer={told}
        why={at === undefined ? t('notKnownWhy') : `${t('notKnownWhy')} ${t('ofNow')}`}
        isOpen={answer.verdict === 'no'}
      />
    </>
  );
}

type Given = Exclude<Told['answer'], { readonly verdict: 'no' }>;

/** Nothing that was read gives it; something that was not read could. */
const isOpen = ({ verdict, path, decidedBy = [] }: Given): boolean =>
  verdict === 'depends' && path.length === 0 && decidedBy.length === 0;

/** The steps, each with the row that makes it, and the statements that decide. */
function Way({ answer: { path, decidedBy = [] } }: { readonly answer: Pick<Given, 'path' | 'decidedBy'> }) {
  return (
    <>
      {path.length === 0 ? (
        <p>{t('noSteps')}</p>
      ) : (
        <ol className="lines">
          {path.map((step) => (
            <li key={`${step.because.key} ${step.to.key}`} className="breaks">
              <p>
                {stepWords(step)} <BasisTag basis={step.basis} />
              </p>
              <p className="soft">
                {step.because.source} · <span className="mono">{step.because.key}</span>
              </p>
            </li>
          ))}
        </ol>
      )}
      {decidedBy.length === 0 ? null : <Said title={t('deciding')} lines={decidedBy} />}
    </>
  );
}

/** Each by its word and its sign; colour only says that something is missing. */
function VerdictTag({ verdict }: { readonly verdict: Told['answer']['verdict'] }): ReactNode {
  if (verdict === 'yes') return <Tag icon="check">{t('yes')}</Tag>;
  if (verdict === 'no') return <Tag icon="cross">{t('no')}</Tag>;
  return (
    <Tag tone="attn" icon="question">
      {t('depends')}
    </Tag>
  );
}

const headlines = { yes: 'can', depends: 'may', no: 'cannot' } as const;

const Said = ({ title, lines }: { readonly title?: string; readonly lines: readonly string[] }) => (
  <div className="stack-s">
    {title === undefined ? null : <h3 className="label">{title}</h3>}
    <ul className="lines">
      {lines.map((line) => (
        <li key={line} className="breaks">
          {line}
        </li>
      ))}
    </ul>
  </div>
);
