import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useList } from '../../api/use-list.ts';
import '../../cases/evidence.css';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { DataTable } from '../../components/data-table/index.ts';
import { Identifier } from '../../components/identifier.tsx';
import { EmptyState } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { KeyHints } from '../../keys/key-hints.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/inbox.ts';
import { columns, kindWord, type Item } from './columns.tsx';

/** Everything that waits for whoever is signed in, why it is theirs, until when, and where it is done. */
export function Screen() {
  const navigate = useNavigate();
  const router = useRouter();
  const list = useList('inbox.list', { limit: 100 });
  const [current, setCurrent] = useState<Item>();
  const total = list.first?.total.count ?? 0;
  const open = (item: Item): void => router.history.push(item.path);
  // what one went to may have been answered meanwhile
  const chosen = list.rows.find(({ id, kind }) => id === current?.id && kind === current.kind);
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
      {(list.first?.unknown ?? []).map(({ kind, why }) => (
        <Callout key={kind} tone="attn">
          {t('unknown', { kind: kindWord(kind), why })}
        </Callout>
      ))}
      <div className="case-grid">
        <div>
          <DataTable<Item>
            label={t('title')}
            columns={columns}
            {...list.table}
            total={total}
            keyOf={(item) => `${item.kind} ${item.id}`}
            nameOf={(item) => inert(item.title)}
            onOpen={open}
            onCurrent={setCurrent}
            problemTitle={t('failed')}
            empty={
              <EmptyState
                title={t('empty')}
                icon="inbox"
                actions={<Button onPress={() => void navigate({ to: '/decide' })}>{t('toCases')}</Button>}
              >
                {t('emptyWhy')}
              </EmptyState>
            }
          />
        </div>
        <aside className="case-side">
          <Card title={t('here')}>
            {chosen === undefined ? (
              <p className="quiet">{t('nothingChosen')}</p>
            ) : (
              <div className="stack" role="status">
                <p>
                  <b>{inert(chosen.title)}</b>
                </p>
                <p>{chosen.why}</p>
                <p className="soft">
                  {t.rich('since', { when: <When key="w" at={chosen.since} /> })}
                  {chosen.due === null ? null : (
                    <>
                      . {t('due')} <When at={chosen.due} />
                      {chosen.otherwise === undefined ? null : (
                        <>, {t('otherwise', { what: chosen.otherwise })}</>
                      )}
                    </>
                  )}
                </p>
                <Button look="ink" block shortcut="Enter" onPress={() => open(chosen)}>
                  {t('open')}
                </Button>
                <p className="quiet">{t('onCommandLine')}</p>
                <Identifier>{chosen.command}</Identifier>
              </div>
            )}
          </Card>
        </aside>
      </div>
      <KeyHints
        hints={[
          [['j', 'k'], t('next')],
          [['Enter'], t('open')],
          [['?'], t('allKeys')],
        ]}
        end={t('keysEnd')}
      />
    </Page>
  );
}
