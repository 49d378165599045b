import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useList } from '../../api/use-list.ts';
import '../../cases/evidence.css';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { DataTable } from '../../components/data-table/index.ts';
import { EmptyState } from '../../components/states.tsx';
import { KeyHints } from '../../keys/key-hints.tsx';
import { useShortcut } from '../../keys/use-shortcut.ts';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/decide.ts';
import { inert } from '../../text/inert.ts';
import { t as pieces } from '../../text/pieces.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { useAnswers, type Answer } from './answers.ts';
import { columnsWith, type Item } from './columns.tsx';
import { Peek } from './peek.tsx';
import { SignMany } from './sign-many.tsx';
import './decide.css';

const mostAnswers = 1000;

/** Open cases, an answer to as many as one likes, and one signature over all of them. */
export function Screen() {
  const navigate = useNavigate();
  const session = useSession();
  const list = useList('proposals.list', { state: ['open'], limit: 100 });
  const { answers, set, forget } = useAnswers(session?.person?.id);
  const [current, setCurrent] = useState<Item>();
  const [isSigning, setSigning] = useState(false);
  const key = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const maySign = session?.may.includes('sign') === true;
  const given = [...answers];
  const count = given.length;
  const ready = maySign && key !== undefined && count > 0 && count <= mostAnswers;
  const answer = (item: Item | undefined, value: Answer): void => {
    if (item !== undefined) set(item.id, answers.get(item.id) === value ? undefined : value);
  };
  const group = pieces('keyGroupPage');
  const onRow = maySign && current !== undefined;
  useShortcut(
    onRow ? { keys: ['a'], label: t('approve'), group, run: () => answer(current, 'approve') } : undefined,
  );
  useShortcut(
    onRow ? { keys: ['x'], label: t('reject'), group, run: () => answer(current, 'reject') } : undefined,
  );
  useShortcut(
    ready ? { keys: ['s'], label: t('review', { count }), group, run: () => setSigning(true) } : undefined,
  );
  const total = list.first?.total.count ?? 0;
  return (
    <Page title={t('title')} width="full">
      <PageHead
        loud
        title={
          list.first === undefined ? t('title') : total === 0 ? t('leadNone') : t('lead', { count: total })
        }
      >
        {t('why')}
      </PageHead>
      <div className="case-grid">
        <div>
          <DataTable<Item>
            label={t('title')}
            columns={columnsWith(answers, maySign ? answer : undefined)}
            {...list.table}
            total={list.first?.total.isLeast === true ? undefined : total}
            keyOf={(item) => item.id}
            nameOf={(item) => inert(item.title)}
            onOpen={(item) => void navigate({ to: '/proposals/$id', params: { id: item.id } })}
            onCurrent={setCurrent}
            problemTitle={t('couldNotRead')}
            empty={
              <EmptyState
                title={t('empty')}
                actions={
                  <Button onPress={() => void navigate({ to: '/findings' })}>{t('toFindings')}</Button>
                }
              >
                {t('emptyWhy')}
              </EmptyState>
            }
          />
        </div>
        <aside className="case-side">
          <Card title={t('answer')}>
            <p className="num" role="status">
              {t('answered', {
                count,
                approved: given.filter(([, each]) => each === 'approve').length,
                rejected: given.filter(([, each]) => each === 'reject').length,
              })}
            </p>
            <Button
              look="ink"
              large
              block
              icon="sign"
              shortcut="S"
              isDisabled={!ready}
              onPress={() => setSigning(true)}
            >
              {t('review', { count })}
            </Button>
            {count === 0 ? null : (
              <Button look="bare" block onPress={() => forget('all')}>
                {t('forget')}
              </Button>
            )}
            {count > mostAnswers ? <Callout tone="attn">{t('tooMany')}</Callout> : null}
            {key === undefined && maySign ? (
              <Callout tone="attn">
                {t('noKey')}{' '}
                <Link to="/welcome" className="link">
                  {t('makeOne')}
                </Link>
              </Callout>
            ) : null}
          </Card>
          <Peek proposal={current?.id} />
        </aside>
      </div>
      <KeyHints
        hints={[
          [['j', 'k'], t('next')],
          [['Enter'], t('open')],
          [['a'], t('approve')],
          [['x'], t('reject')],
          [['?'], t('allKeys')],
        ]}
        end={t('keysEnd')}
      />
      {isSigning && key !== undefined && session !== undefined ? (
        <SignMany
          answers={given}
          session={session}
          passkey={key}
          onRecorded={forget}
          onClose={() => setSigning(false)}
        />
      ) : null}
    </Page>
  );
}
