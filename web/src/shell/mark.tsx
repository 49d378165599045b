/** The product's mark: a dotted draft that a solid stroke countersigns, over the line it is signed on. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect className="mark-ground" width="24" height="24" rx="6" />
      <path className="mark-draft" d="m6 11 4 4" />
      <path className="mark-sign" d="M10 15 17.5 6.5" />
      <path className="mark-rule" d="M6 18.5h12" />
    </svg>
  );
}
