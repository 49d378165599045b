import { done, refuse, type Result, type SubjectId } from '../../model/index.ts';
import {
  checkedPreference,
  kindNames,
  keepPreference,
  listChannels,
  noticeKinds,
  preferenceOf,
  type Authority,
  type ChannelKind,
  type NoticeKind,
  type Preference,
  type Timing,
} from '../../notify/index.ts';
import type { System } from '../system.ts';
import { channelFor, contactsOf } from './receivers.ts';

export interface PreferenceShown {
  readonly person: SubjectId;
  readonly preference: Preference;
  /** They chose it; otherwise it is what is usual. */
  readonly isChosen: boolean;
  /** By what they are told as it stands; null: by nothing, the console shows it all the same. */
  readonly by: string | null;
  /** Which channels reach them. */
  readonly channels: readonly { readonly name: string; readonly kind: ChannelKind }[];
  /** The address that their source of people tells; null: none. */
  readonly email: string | null;
  readonly kinds: readonly {
    readonly kind: NoticeKind;
    readonly words: string;
    readonly authority: Authority;
    readonly timing: Timing;
  }[];
}

/** How somebody wants to be told of things, and by what they are. */
export async function showPreference(system: System, person: SubjectId): Promise<Result<PreferenceShown>> {
  const { preference, isChosen } = await preferenceOf(system.database, person);
  const channels = await listChannels(system.database, 'in use');
  const contact = (await contactsOf(system, [person], system.clock.now())).get(person);
  return done({
    person,
    preference,
    isChosen,
    by: channelFor(channels, person, preference)?.name ?? null,
    channels: channels
      .filter((one) => one.reaches === 'people' || one.person === person)
      .map(({ name, kind }) => ({ name, kind })),
    email: contact?.is === 'here' ? contact.email : null,
    kinds: kindNames
      .filter((kind) => kind !== 'channel.test')
      .map((kind) => ({
        kind,
        words: noticeKinds[kind].words,
        authority: noticeKinds[kind].authority,
        timing: noticeKinds[kind].timing,
      })),
  });
}

/** Keeps what somebody chose for themselves. What is urgent comes at once all the same. */
export async function choosePreference(
  system: System,
  person: SubjectId,
  asked: Preference,
): Promise<Result<PreferenceShown>> {
  const checked = checkedPreference(asked);
  if (!checked.ok) return checked;
  if (asked.channel !== null) {
    const channels = await listChannels(system.database, 'in use');
    const named = channels.find(({ name }) => name === asked.channel);
    if (named === undefined || (named.reaches !== 'people' && named.person !== person))
      return refuse(
        'not_found',
        `No channel \`${asked.channel.slice(0, 40)}\` reaches you.`,
        'Choose one that is listed, or none in particular.',
      );
  }
  await keepPreference(system.database, person, asked, system.clock.now());
  return showPreference(system, person);
}
