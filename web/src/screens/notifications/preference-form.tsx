import { useState, type FormEvent } from 'react';
import { useWrite } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Facts } from '../../components/facts.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/notifications.ts';
import { clock, minuteOf } from './minutes.ts';

type Shown = RouteOutput<'notifications.preferences'>;

const any = '*';

/** What one can choose: by which channel, when the digest comes, which hours are quiet, and where one is. */
export function PreferenceForm({ shown }: { readonly shown: Shown }) {
  const { preference, channels, email } = shown;
  const [channel, setChannel] = useState(preference.channel ?? any);
  const [wantsDigest, setWantsDigest] = useState(preference.digestAt !== null);
  const [digestAt, setDigestAt] = useState(clock(preference.digestAt ?? 480));
  const [wantsQuiet, setWantsQuiet] = useState(preference.quiet !== null);
  const [from, setFrom] = useState(clock(preference.quiet?.from ?? 1140));
  const [until, setUntil] = useState(clock(preference.quiet?.until ?? 420));
  const [zone, setZone] = useState(preference.zone);
  const save = useWrite('notifications.choose', { renews: ['notifications.preferences'] });
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({
      channel: channel === any ? null : channel,
      digestAt: wantsDigest ? minuteOf(digestAt) : null,
      quiet: wantsQuiet ? { from: minuteOf(from), until: minuteOf(until) } : null,
      zone,
    });
  };
  return (
    <form className="notice-form" onSubmit={send}>
      {channels.length > 1 ? (
        <Select
          label={t('channel')}
          value={channel}
          onChange={setChannel}
          choices={[
            { id: any, label: t('anyChannel') },
            ...channels.map(({ name, kind }) => ({ id: name, label: name, note: t(`kind_${kind}`) })),
          ]}
        />
      ) : null}
      {email === null ? null : <Facts rows={[[t('address'), <Address key="a" email={email} />]]} />}
      <div className="notice-row">
        <Checkbox label={t('wantsDigest')} isChecked={wantsDigest} onChange={setWantsDigest} />
        {wantsDigest ? (
          <TextField label={t('digestAt')} type="time" value={digestAt} onChange={setDigestAt} required />
        ) : null}
      </div>
      <div className="notice-row">
        <Checkbox label={t('wantsQuiet')} isChecked={wantsQuiet} onChange={setWantsQuiet} />
        {wantsQuiet ? (
          <>
            <TextField label={t('quietFrom')} type="time" value={from} onChange={setFrom} required />
            <TextField label={t('quietUntil')} type="time" value={until} onChange={setUntil} required />
          </>
        ) : null}
      </div>
      <TextField
        label={t('zone')}
        value={zone}
        onChange={setZone}
        maxLength={64}
        spellCheck={false}
        autoComplete="off"
        required
        help={t('zoneHelp')}
      />
      {here === zone ? null : (
        <Button look="bare" onPress={() => setZone(here)}>
          {t('useZone', { zone: here })}
        </Button>
      )}
      {save.error === null ? null : (
        <Callout tone="alarm">
          {save.error.message} {save.error.next}
        </Callout>
      )}
      <div className="notice-row">
        <Button look="ink" type="submit" isDisabled={save.isPending}>
          {t('save')}
        </Button>
        <span role="status">{save.isSuccess ? t('saved') : ''}</span>
      </div>
    </form>
  );
}

const Address = ({ email }: { readonly email: string }) => (
  <span className="channel-words">
    <span>{email}</span>
    <span className="quiet">{t('addressWhy')}</span>
  </span>
);
