import { spaced } from './spaced.ts';

/** The state of a thing at its target (one flat object of canonical JSON) as people read it; any other text as it is. */
export function stateText(json: string): string {
  const state = parsed(json);
  if (state === undefined) return json;
  return Object.entries(state)
    .map(([name, value]) => `${spaced(name)}: ${valueText(value)}`)
    .join(' · ');
}

function parsed(json: string): object | undefined {
  if (!json.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
