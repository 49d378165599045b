import { lazy, Suspense, useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Select } from '../../components/select.tsx';
import { Skeleton } from '../../components/states.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useNames } from '../../people/use-name.ts';
import { plain, t, typeWords } from '../../text/policies.ts';
import { changeOf, changeTypes, emptyForm, endOf, fieldsOf, type CaseForm } from './case-form.ts';
import { ChangeFields } from './change-fields.tsx';
import { SignerChoice } from './signer-choice.tsx';

const CaseAnswer = lazy(async () => ({ default: (await import('./case-answer.tsx')).CaseAnswer }));

/** Would this be permitted, and why: a case put together from the estate, and the answer of the engine that decides. */
export function CaseTester() {
  const [form, setForm] = useState<CaseForm>(emptyForm);
  const [answer, setAnswer] = useState<RouteOutput<'policies.test'>>();
  const [problem, setProblem] = useState<Problem>();
  const [isAsking, setAsking] = useState(false);
  const signers = useRoute('signers.list', { inForce: true, limit: 1000 });
  const keys = signers.data?.items ?? [];
  const change = changeOf(form);
  const fields = fieldsOf(form.type);
  const put = (more: Partial<CaseForm>): void => {
    setForm({ ...form, ...more });
    setAnswer(undefined);
    setProblem(undefined);
  };
  const ask = async (): Promise<void> => {
    if (change === undefined) return;
    setAsking(true);
    setProblem(undefined);
    try {
      const asked = {
        changes: [change],
        findings: fields.finding && form.finding !== undefined ? [form.finding.id] : [],
        endsAt: fields.until ? endOf(form.until) : null,
        signedWith: form.signers.map(({ key }) => key),
        ...(form.requester === undefined ? {} : { requester: form.requester }),
        ...(form.purpose.trim() === '' ? {} : { purpose: form.purpose.trim() }),
      };
      setAnswer(await work('policies.test', asked, () => undefined));
    } catch (error) {
      setAnswer(undefined);
      setProblem(asProblem(error));
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <p className="soft prose">{t('testerWhy')}</p>
      <div className="tester">
        <Card title={t('whatChanges')}>
          <Select
            label={t('type')}
            value={form.type}
            choices={changeTypes.map((id) => ({ id, label: typeWords[id] ?? id }))}
            onChange={(id) => put({ type: changeTypes.find((each) => each === id) ?? form.type, key: '' })}
          />
          <ChangeFields form={form} onChange={put} />
          <RequesterChoice form={form} keys={keys} onChange={put} />
          {form.requester === undefined && !form.type.startsWith('risk.') ? null : (
            <TextField
              label={t('purpose')}
              value={form.purpose}
              maxLength={2000}
              onChange={(purpose) => put({ purpose })}
            />
          )}
          <SignerChoice form={form} keys={keys} onChange={put} />
          <Button
            look="ink"
            large
            block
            isDisabled={change === undefined || isAsking}
            onPress={() => void ask()}
          >
            {isAsking ? t('asking') : t('ask')}
          </Button>
        </Card>
        <div aria-live="polite" className="stack">
          {problem === undefined ? null : (
            <Callout tone="attn">
              {t('answerFailed')}: {problem.message} {problem.next}
            </Callout>
          )}
          {answer === undefined ? null : (
            <Suspense fallback={<Skeleton rows={6} />}>
              <CaseAnswer answer={answer} />
            </Suspense>
          )}
        </div>
      </div>
    </>
  );
}

export type Key = RouteOutput<'signers.list'>['items'][number];

const ruleAsks = 'rule';

/** Who would ask: somebody enrolled, since a request is signed; or nobody, for what only takes away. */
function RequesterChoice({
  form,
  keys,
  onChange,
}: {
  readonly form: CaseForm;
  readonly keys: readonly Key[];
  readonly onChange: (more: Partial<CaseForm>) => void;
}) {
  const people = [...new Set(keys.map(({ person }) => person))];
  const names = useNames(people);
  return (
    <Select
      label={t('whoAsks')}
      value={form.requester ?? ruleAsks}
      choices={[
        { id: ruleAsks, label: t('ruleAsks') },
        ...people.map((id) => ({
          id,
          label: names.get(id) ?? id,
          note: keys
            .filter(({ person }) => person === id)
            .flatMap(({ roles }) => roles)
            .map(plain)
            .filter((role, at, all) => all.indexOf(role) === at)
            .join(', '),
        })),
      ]}
      onChange={(id) => onChange({ requester: id === ruleAsks ? undefined : id })}
    />
  );
}
