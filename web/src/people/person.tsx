import { Identifier } from '../components/identifier.tsx';
import './person.css';
import { useName } from './use-name.ts';

/** A person of the ledger: the name that the estate knows, and the id, to be copied. */
export function Person({ id, copyable = true }: { readonly id: string; readonly copyable?: boolean }) {
  const name = useName(id);
  return (
    <span className="person-name">
      {name === undefined || name === null ? null : <b>{name}</b>}
      <Identifier short={[8, 4]} copyable={copyable}>
        {id}
      </Identifier>
    </span>
  );
}

/** Several people, one after the other. */
export function People({ ids, none }: { readonly ids: readonly string[]; readonly none: string }) {
  return ids.length === 0 ? (
    <span className="quiet">{none}</span>
  ) : (
    <span className="people-names">
      {ids.map((id) => (
        <Person key={id} id={id} />
      ))}
    </span>
  );
}

/** A person's name alone, with the id on hover; the beginning of the id where nobody is known. */
export function Name({ id }: { readonly id: string }) {
  const name = useName(id);
  return <span title={id}>{name ?? <span className="mono">{id.slice(0, 12)}</span>}</span>;
}
