/** A policy's text, its words told apart by weight and shade alone. */
export function CedarText({ children }: { readonly children: string }) {
  return (
    <pre className="code-block cedar">
      <code>
        {piecesOf(children).map(({ kind, text, at }) =>
          kind === undefined ? (
            text
          ) : (
            <span key={at} className={kind}>
              {text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}

interface Piece {
  readonly kind: 'comment' | 'string' | 'annotation' | 'keyword' | 'type' | undefined;
  readonly text: string;
  readonly at: number;
}

const shapes =
  /(?<comment>\/\/[^\n]*)|(?<annotation>@[a-z]+)|(?<string>"(?:[^"\\]|\\.)*")|(?<keyword>\b(?:permit|forbid|when|unless|principal|action|resource|context|in|is|has|like|if|then|else|true|false)\b)|(?<type>\b[A-Z]\w*(?=::|\b))/g;

/** Text in pieces that belong together. Exported for its test. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(shapes)) {
    if (match.index > end) pieces.push({ kind: undefined, text: text.slice(end, match.index), at: end });
    const { comment, annotation, string, keyword } = match.groups ?? {};
    const kind =
      comment !== undefined
        ? 'comment'
        : annotation !== undefined
          ? 'annotation'
          : string !== undefined
            ? 'string'
            : keyword !== undefined
              ? 'keyword'
              : 'type';
    pieces.push({ kind, text: match[0], at: match.index });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: undefined, text: text.slice(end), at: end });
  return pieces;
}
