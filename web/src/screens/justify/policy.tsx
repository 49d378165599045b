import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { saveText } from '../../save-text.ts';
import { t } from '../../text/justify.ts';
import type { Account } from './shape.ts';

const endings = { iam: 'json', rbac: 'yaml', sql: 'sql' } as const;

/** The least that would have done, what it would have denied, and where it is wider or narrower than one might think. */
export function Policy({ account }: { readonly account: Account }) {
  const { suffices } = account;
  if (suffices === null) return null;
  const { language, text, inWindow, heldOut, generalised, kept, leftOut } = suffices;
  return (
    <Card
      title={t(language)}
      footer={
        <Button icon="download" onPress={() => saveText(text, `least-privilege.${endings[language]}`)}>
          {t('save')}
        </Button>
      }
    >
      <div className="stack-s">
        <p className="soft">{t('noAuthority')}</p>
        <p>
          {t('denies', { count: inWindow.count, denied: inWindow.denied.count })}{' '}
          {heldOut === null
            ? t('noHeldOut')
            : t('heldOut', { count: heldOut.count, denied: heldOut.denied.count, days: heldOut.days })}
        </p>
        <pre className="code-block">{text}</pre>
        <Notes title={t('generalised', { count: generalised.length })} lines={generalised} />
        <Notes title={t('kept', { count: kept.length })} lines={kept} />
        <Notes title={t('leftOut', { count: leftOut.length })} lines={leftOut} />
      </div>
    </Card>
  );
}

const Notes = ({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <Disclosure summary={title}>
      <ul className="lines">
        {lines.map((line) => (
          <li key={line} className="breaks">
            {line}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
