import { t } from '../../text/signers.ts';
import { isInForce, type Act, type Signer } from './asked-change.ts';

/** Who must sign a change about this person, in words: the rule that the ledger holds every enrolment to. */
export function Quorum({
  act,
  subject,
  me,
  signers,
  now,
  before,
}: {
  readonly act: Act;
  readonly subject: string;
  readonly me: string | undefined;
  readonly signers: readonly Signer[];
  readonly now: number;
  /** How many have signed before. */
  readonly before: number;
}) {
  const people = new Set(signers.filter((key) => isInForce(key, now)).map(({ person }) => person));
  if (subject === me)
    return (
      <>
        {t('ruleOwn')} {act === 'revoke' ? null : t('ruleOwnRoles')}
      </>
    );
  if (people.size < 3)
    return (
      <>
        {t('ruleFew', { count: people.size })} {t('ruleGiven')}
      </>
    );
  return (
    <>
      {t('ruleMany', { count: people.size })} {t('ruleGiven')}{' '}
      {before === 0 ? t('ruleFirst') : t('ruleLater', { count: before })}
    </>
  );
}
