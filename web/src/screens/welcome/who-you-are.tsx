import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { ComboField, type Suggestion } from '../../components/combo-field.tsx';
import { useSettled } from '../../settled.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/sign-in.ts';

type Person = RouteOutput<'bootstrap.people'>['items'][number];

/** The first signer as they call themselves, and whom of the estate they say they are. */
export interface Named {
  readonly name: string;
  readonly is?: Pick<Person, 'source' | 'key'>;
}
const mostBytes = 64;

/**
 * Their name, found among the people that sources tell of: what these own is theirs then, so that nobody decides alone
 * about their own access. Whoever is not among them goes on under the name that they type.
 */
export function WhoYouAre({
  who,
  onChange,
}: {
  readonly who: Named;
  readonly onChange: (who: Named) => void;
}) {
  const text = useSettled(who.name.trim());
  const asked = who.is === undefined && text !== '';
  const found = useRoute('bootstrap.people', { text: text.slice(0, 100) }, { enabled: asked });
  const people = asked ? (found.data?.items ?? []) : [];
  const choose = (chosen: Suggestion | string): void => {
    const person = typeof chosen === 'string' ? undefined : people.find((each) => idOf(each) === chosen.id);
    if (person !== undefined)
      onChange({ name: fitted(inert(person.name)), is: { source: person.source, key: person.key } });
  };
  return (
    <div>
      <ComboField
        label={t('yourName')}
        value={who.name}
        suggestions={people.map((each) => ({
          id: idOf(each),
          value: inert(each.name),
          note: inert(each.email ?? `${each.source}/${each.key}`),
          icon: 'person',
        }))}
        nothing={asked && found.isSuccess ? t('nobodyCalled') : undefined}
        onType={(name) => {
          if (name !== who.name) onChange({ name: fitted(name) });
        }}
        onChoose={choose}
      />
      <p className="help" role="status">
        {who.is === undefined
          ? t('yourNameHelp')
          : t('youAre', { person: inert(`${who.is.source}/${who.is.key}`) })}
      </p>
    </div>
  );
}

const idOf = ({ source, key }: Person): string => JSON.stringify([source, key]);

/** What authenticators keep of a name: 64 bytes, in whole characters. */
function fitted(name: string): string {
  const encoder = new TextEncoder();
  let kept = '';
  for (const character of name) {
    if (encoder.encode(kept + character).length > mostBytes) break;
    kept += character;
  }
  return kept;
}
