export { DataTable } from './data-table.tsx';
export type { Column, Selection, Sort } from './table-shape.ts';
