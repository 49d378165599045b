import { useId, type ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './spine.css';

/** Whose authority a stage has; it draws the node and the line that leaves it. */
export type StageKind = 'found' | 'draft' | 'policy' | 'waiting' | 'denied' | 'signed' | 'done';

const nodes: Readonly<Record<StageKind, readonly [className: string, icon: IconName]>> = {
  found: ['', 'finding'],
  draft: ['draft-node', 'spark'],
  policy: ['policy-node', 'policy'],
  waiting: ['wait-node', 'policy'],
  denied: ['deny-node', 'policy'],
  signed: ['sign-node', 'sign'],
  done: ['', 'campaign'],
};
const lines: Partial<Readonly<Record<StageKind, string>>> = { draft: 'from-draft', signed: 'from-sign' };

/** The stages of one decision, top to bottom. The line down the page is dashed from a draft, and ink from a signature. */
export function Spine({ children }: { readonly children: ReactNode }) {
  return <ol className="spine">{children}</ol>;
}

/** One stage: whose it is, its heading, and what belongs to it. */
export function Stage({
  kind,
  icon,
  title,
  mark,
  end,
  children,
}: {
  readonly kind: StageKind;
  readonly icon?: IconName;
  readonly title: ReactNode;
  /** Beside the title: the verdict, a draft tag. */
  readonly mark?: ReactNode;
  /** At the right: ids, versions, when it was read. */
  readonly end?: ReactNode;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const [node, usual] = nodes[kind];
  return (
    <li className={`stage ${lines[kind] ?? ''}`} aria-labelledby={id}>
      <span className={`node ${node}`}>
        <Icon name={icon ?? usual} />
      </span>
      <div className="stage-head">
        <h2 id={id}>{title}</h2>
        {mark}
        {end === undefined ? null : <span className="end">{end}</span>}
      </div>
      {children}
    </li>
  );
}
