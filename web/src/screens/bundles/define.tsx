import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Found } from '../../cases/what-if-found.tsx';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { TextArea, TextField } from '../../components/text-field.tsx';
import { t } from '../../text/bundles.ts';
import { contentLine, readContent } from './content.ts';
import { SignAsked } from './sign-asked.tsx';

type Bundle = RouteOutput<'bundles.list'>['items'][number];

/** A new bundle, or another content of one: first what it comes to, then the signature that asks for it. */
export function Define({
  now,
  role,
  onDone,
}: {
  readonly now: Bundle | undefined;
  readonly role?: { readonly source: string; readonly number: number };
  readonly onDone: () => void;
}) {
  const mined = useRoute(
    'roles.suggest',
    { source: role?.source ?? '', limit: 300 },
    { enabled: role !== undefined },
  );
  const found = role === undefined ? undefined : mined.data?.roles[role.number - 1];
  if (role !== undefined && mined.error !== null)
    return <ErrorState problem={mined.error} title={t('failed')} onRetry={() => void mined.refetch()} />;
  if (role !== undefined && mined.data === undefined) return <Skeleton rows={5} />;
  return (
    <Form
      now={now}
      content={
        found === undefined
          ? (now?.content.map(contentLine).join('\n') ?? '')
          : found.rights.map(({ source, key }) => `entitlement ${source} ${key}`).join('\n')
      }
      {...(found === undefined
        ? {}
        : {
            of: {
              name: found.name,
              rights: found.permissions,
              isCut: found.rights.length < found.permissions,
            },
          })}
      onDone={onDone}
    />
  );
}

function Form({
  now,
  content: given,
  of,
  onDone,
}: {
  readonly now: Bundle | undefined;
  readonly content: string;
  readonly of?: { readonly name: string; readonly rights: number; readonly isCut: boolean };
  readonly onDone: () => void;
}) {
  const [id, setId] = useState(now?.id ?? '');
  const [title, setTitle] = useState(now?.title ?? of?.name ?? '');
  const [why, setWhy] = useState(now?.why ?? '');
  const [owner, setOwner] = useState(now?.owner ?? '');
  const [content, setContent] = useState(given);
  const [isWorkedOut, setWorkedOut] = useState(false);
  const { gifts, wrong } = readContent(content);
  const slash = owner.indexOf('/');
  const isWhole =
    /^[a-z][a-z0-9-]{0,79}$/.test(id) &&
    title.trim() !== '' &&
    why.trim() !== '' &&
    slash > 0 &&
    slash < owner.length - 1 &&
    gifts.length > 0 &&
    wrong === undefined;
  const change = {
    type: 'bundle.define',
    source: 'countersign',
    bundle: id,
    title: title.trim(),
    why: why.trim(),
    ownerSource: owner.slice(0, Math.max(slash, 0)),
    ownerKey: owner.slice(slash + 1),
    content: gifts,
  } as const;
  const edit =
    (set: (value: string) => void) =>
    (value: string): void => {
      set(value);
      setWorkedOut(false);
    };
  return (
    <Card
      title={t(now === undefined ? 'define' : 'change')}
      end={
        <Button look="bare" onPress={onDone}>
          {t('stop')}
        </Button>
      }
    >
      <div className="stack">
        {of === undefined ? null : (
          <Callout>
            {t('fromRole', { count: of.rights })} {of.isCut ? t('cut') : null}
          </Callout>
        )}
        {now === undefined ? (
          <TextField label={t('id')} value={id} onChange={edit(setId)} help={t('idHelp')} mono />
        ) : null}
        <TextField label={t('titleField')} value={title} onChange={edit(setTitle)} maxLength={200} />
        <TextField label={t('whyField')} value={why} onChange={edit(setWhy)} maxLength={1000} />
        <TextField
          label={t('ownerField')}
          value={owner}
          onChange={edit(setOwner)}
          help={t('ownerHelp')}
          mono
        />
        <TextArea
          label={t('content')}
          value={content}
          onChange={edit(setContent)}
          help={t('contentHelp')}
          rows={Math.min(12, Math.max(4, gifts.length + 1))}
          problem={wrong === undefined ? undefined : t('contentWrong', { count: wrong.at, line: wrong.line })}
        />
        {isWorkedOut && isWhole ? (
          <WorkedOut change={change} onAsked={onDone} />
        ) : (
          <Button isDisabled={!isWhole} onPress={() => setWorkedOut(true)}>
            {t('workOut')}
          </Button>
        )}
      </div>
    </Card>
  );
}

function WorkedOut({
  change,
  onAsked,
}: {
  readonly change: Parameters<typeof SignAsked>[0]['changes'][number];
  readonly onAsked: () => void;
}) {
  const query = useRoute('whatif.suppose', { changes: [change] });
  if (query.error !== null)
    return (
      <ErrorState problem={query.error} title={t('failedWhatIf')} onRetry={() => void query.refetch()} />
    );
  if (query.data === undefined) return <Skeleton rows={6} />;
  return (
    <>
      <Found found={query.data.found} />
      <SignAsked changes={[change]} endsAt={null} onAsked={onAsked} />
    </>
  );
}
