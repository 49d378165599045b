'use strict';
// Plain Node of any age, no dependencies: whether node_modules is what package-lock.json says.
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');
var root = path.join(__dirname, '..');
var modules = path.join(root, 'node_modules');
var stamp = path.join(modules, '.countersign-lock');

/** The stamp is written last, so an install that was cut off has none; and a package removed since is seen. */
function isInstalled() {
  var lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  var want = crypto.createHash('sha256').update(lock).digest('hex');
  var has = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === want;
  var dependencies = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies;
  var whole = Object.keys(dependencies).every(function (name) {
    return fs.existsSync(path.join(modules, name, 'package.json'));
  });
  return { want: want, done: has && whole, whole: whole };
}

module.exports = { isInstalled: isInstalled, stamp: stamp };
