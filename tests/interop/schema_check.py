#!/usr/bin/env python3
"""schema_check.py FINWAIT ASSETS: python3-jsonschema as the judge of our JSON Schemas.

Both are schemas by draft 7's own schema; every line of the trace of a few scenarios fits, and
a line with a mistake does not. (The scenarios themselves are checked in tests/report: the Python of
Debian 12 reads TOML, older ones do not.)
"""
import json
import pathlib
import subprocess
import sys

try:
    from jsonschema import Draft7Validator
except ImportError:
    print('skipped: no python3-jsonschema')
    sys.exit(0)


def main():
    finwait, assets = sys.argv[1], pathlib.Path(sys.argv[2])
    validators = {}
    for name in ('scenario', 'trace'):
        schema = json.loads((assets / f'{name}.schema.json').read_text())
        Draft7Validator.check_schema(schema)
        validators[name] = Draft7Validator(schema)
        written = subprocess.run([finwait, 'schema', name], capture_output=True, text=True, check=True)
        assert json.loads(written.stdout) == schema, f'{name}: not what finwait schema says'
    for name in ('lost-last-ack', 'selective-acknowledgment', 'zero-window', 'syn-flood'):
        run = subprocess.run([finwait, 'run', name, '--format', 'jsonl'], capture_output=True,
                             text=True, check=True)
        for line in run.stdout.splitlines():
            validators['trace'].validate(json.loads(line))
    assert not validators['trace'].is_valid({'id': 1, 'cause': None, 't_ns': 0, 'kind': 'state'})
    try:
        import tomllib
    except ImportError:
        return
    for path in sorted((assets / 'scenarios').glob('*.toml')):
        validators['scenario'].validate(tomllib.loads(path.read_text()))


main()
