import * as react from 'react/jsx-runtime';
import { shownProps } from './shown-text.ts';

/** What the compiler makes of JSX in the console (`jsxImportSource`): React's own, over text that is inert. */
export const jsx: typeof react.jsx = (type, props, key) => react.jsx(type, shownProps(type, props), key);
export const jsxs: typeof react.jsxs = (type, props, key) => react.jsxs(type, shownProps(type, props), key);
export { Fragment, type JSX } from 'react/jsx-runtime';
