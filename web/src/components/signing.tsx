import type { ReactNode } from 'react';
import { t } from '../text/pieces.ts';
import { Icon } from './icon.tsx';
import { Identifier } from './identifier.tsx';
import { Rosette } from './rosette.tsx';
import './signing.css';

/** The plain rows of what a signature brings about: what, where, how long, how to undo, what cannot be undone. */
export function Terms({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="terms">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a signature covers: each part with its digest, then the statement over all of them with its rosette. */
export function Covers({
  parts,
  statement,
}: {
  readonly parts: readonly { readonly label: ReactNode; readonly key: string; readonly digest: string }[];
  /** Hex digest of the statement. */
  readonly statement: string;
}) {
  return (
    <div className="covers">
      <b>{t('signatureCovers')}</b>
      <div className="covers-grid">
        <Rosette digest={statement} size={90} />
        <ul>
          {parts.map(({ key, label, digest }) => (
            <li key={key}>
              <span>{label}</span>
              <Identifier short={[8, 6]}>{digest}</Identifier>
            </li>
          ))}
          <li className="sum">
            <span>{t('statement')}</span>
            <Identifier short={[8, 6]}>{statement}</Identifier>
          </li>
        </ul>
      </div>
    </div>
  );
}

/** The line one signs on: who, and for whom and with what. */
export function SignatureLine({ who, how }: { readonly who: ReactNode; readonly how: ReactNode }) {
  return (
    <div className="sigline">
      <Icon name="sign" />
      <span>
        <b>{who}</b>
        <small>{how}</small>
      </span>
    </div>
  );
}

/** Facts that changed since: then and now, the new value marked. */
export function ThenNow({
  rows,
  then,
  now,
}: {
  readonly rows: readonly { readonly what: string; readonly was: ReactNode; readonly now: ReactNode }[];
  /** Head of each column: “As you saw it, 09:12”. */
  readonly then: ReactNode;
  readonly now: ReactNode;
}) {
  return (
    <table className="table then-now">
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">{t('fact')}</span>
          </th>
          <th scope="col">{then}</th>
          <th scope="col">{now}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.what}>
            <td>{row.what}</td>
            <td className="was">{row.was}</td>
            <td className="now">
              <b>{row.now}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A signature that was given: its rosette, who, and the digest. */
export function Stamp({
  digest,
  who,
  how,
}: {
  readonly digest: string;
  readonly who: ReactNode;
  readonly how: ReactNode;
}) {
  return (
    <div className="stamp">
      <Rosette digest={digest} size={68} />
      <span>
        <b className="strong">{who}</b>
        <span>{how}</span>
        <Identifier short={[12, 8]}>{digest}</Identifier>
      </span>
    </div>
  );
}
