import { inertText } from '../text/inert.ts';

const texts = ['title', 'aria-label', 'aria-description', 'alt', 'placeholder'] as const;

/**
 * The props of an element as it may be shown: all text in it is inert. So no screen can forget that a name comes from a
 * source; what is sent, copied or signed never passes through here.
 */
export function shownProps(type: unknown, props: unknown): unknown {
  if (typeof props !== 'object' || props === null) return props;
  const changed: Record<string, unknown> = {};
  let isChanged = false;
  const put = (name: string, value: unknown): void => {
    changed[name] = value;
    isChanged = true;
  };
  if ('children' in props && !takesExactText(type)) {
    const children = shownChildren(props.children);
    if (children !== props.children) put('children', children);
  }
  for (const name of texts) {
    const value: unknown = typeof type === 'string' || name === 'aria-label' ? Reflect.get(props, name) : '';
    if (typeof value === 'string' && inertText(value) !== value) put(name, inertText(value));
  }
  return isChanged ? { ...props, ...changed } : props;
}

/** A component whose `children` are also copied or worked with as they stand says so; it shows them by an element of its own. */
const takesExactText = (type: unknown): boolean => typeof type === 'function' && 'takesExactText' in type;

function shownChildren(children: unknown): unknown {
  if (typeof children === 'string') return inertText(children);
  if (!Array.isArray(children)) return children;
  const shown = children.map(shownChildren);
  return shown.some((child, at) => child !== children[at]) ? shown : children;
}
