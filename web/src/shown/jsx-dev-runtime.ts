import * as react from 'react/jsx-dev-runtime';
import { shownProps } from './shown-text.ts';

/** As `jsx-runtime.ts`, for `vite dev`. */
export const jsxDEV: typeof react.jsxDEV = (type, props, ...rest) =>
  react.jsxDEV(type, shownProps(type, props), ...rest);
export { Fragment, type JSX } from 'react/jsx-dev-runtime';
