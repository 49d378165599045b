import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { ThenNow } from '../../components/signing.tsx';
import { t } from '../../text/cases.ts';
import { inert } from '../../text/inert.ts';
import { valueWords } from '../../text/value-words.ts';
import type { Case } from './index.tsx';

interface Difference {
  readonly what: string;
  readonly was: string | null;
  readonly now: string | null;
}

/** What is not as it was when the case was filed, and the way to ask anew with what is true now. */
export function Changed({ problem, shown }: { readonly problem: Problem; readonly shown: Case }) {
  const navigate = useNavigate();
  const [failed, setFailed] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const differences = differencesIn(problem);
  const { findings, origin } = shown.filed.proposal;
  const finding = origin === 'rule' ? findings[0] : undefined;
  const anew = async (id: NonNullable<typeof finding>): Promise<void> => {
    setBusy(true);
    setFailed(undefined);
    try {
      const { proposal } = await call('proposals.from-finding', { finding: id });
      await navigate({ to: '/proposals/$id', params: { id: proposal } });
    } catch (error) {
      const refused = asProblem(error);
      const open = refused.details['proposal'];
      if (refused.code === 'already_done' && typeof open === 'string')
        await navigate({ to: '/proposals/$id', params: { id: open } });
      else setFailed(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p>{t('changedWhy')}</p>
      {differences.length === 0 ? (
        <Callout tone="attn">{problem.message}</Callout>
      ) : (
        <ThenNow
          then={t('asFiled')}
          now={t('asNow')}
          rows={differences.map(({ what, was, now }) => ({
            what: inert(what),
            was: was === null ? t('notThere') : valueWords(was),
            now: now === null ? t('notThere') : valueWords(now),
          }))}
        />
      )}
      {finding === undefined ? (
        <p className="soft">{problem.next}</p>
      ) : (
        <Button isDisabled={isBusy} onPress={() => void anew(finding)}>
          {t('fileAnew')}
        </Button>
      )}
      {failed === undefined ? null : (
        <Callout tone="attn">
          {failed.message} {failed.next}
        </Callout>
      )}
    </>
  );
}

function differencesIn({ details }: Problem): readonly Difference[] {
  const { differences } = details;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return Array.isArray(differences)
    ? differences.flatMap((each: unknown) =>
        typeof each === 'object' && each !== null && 'what' in each && 'was' in each && 'now' in each
          ? [{ what: String(each.what), was: text(each.was), now: text(each.now) }]
          : [],
      )
    : [];
}
