#!/usr/bin/env bash
# A merge conflict made, resolved and proved resolved: by merge, by rebase, and with rerere.
# Works in a throw-away folder; exits non-zero if anything is not as ../merge-conflicts.md says.
set -euo pipefail

# Started from a hook, git would point us at the repository of the hook.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX
# The reader's own settings (signing, editors, rerere) must not change the outcome.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_EDITOR=true LC_ALL=C
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'NOT AS EXPECTED: %s\n' "$*" >&2; exit 1; }
expect() { # what, command…
  local what=$1; shift
  "$@" >out.log 2>&1 || { cat out.log >&2; fail "$what"; }
  printf 'ok: %s\n' "$what"
}
refuse() { # what, command that must fail…
  local what=$1; shift
  if "$@" >out.log 2>&1; then fail "$what"; fi
  printf 'ok: %s\n' "$what"
}
commit() { git add -A && git commit -q -m "$1"; }

# Each side brings its own check, so "both changes survived" is something that can be run.
checks() { local check; for check in checks/*.sh; do bash "$check" || { echo "$check failed"; return 1; }; done; }
no_markers() { ! grep -nE '^(<{7}|\|{7}|={7}|>{7})' rule.sh; }
conflicted() { [ "$(git diff --name-only --diff-filter=U)" = rule.sh ]; }
resolve() { # neither side's line: the sentence that both authors meant
  cat >rule.sh <<'RULE'
# may_register STATUS REGISTERED CAPACITY WAITLIST
may_register() { [ "$1" = published ] && [ "$2" -lt $(($3 + $4)) ]; }
RULE
}

say "A project with one rule, and two branches that change the same line of it"
git init -q -b main .
printf 'out.log\n' >.gitignore
mkdir checks
cat >rule.sh <<'RULE'
# may_register STATUS REGISTERED CAPACITY WAITLIST
may_register() { [ "$2" -lt "$3" ]; }
RULE
cat >checks/capacity.sh <<'CHECK'
. ./rule.sh
may_register published 9 10 0 && ! may_register published 10 10 0
CHECK
commit "feat: refuse a registration above the capacity"

git switch -q -c drafts
sed -i.bak 's/{ .* }/{ [ "$1" = published ] \&\& [ "$2" -lt "$3" ]; }/' rule.sh && rm rule.sh.bak
cat >checks/drafts.sh <<'CHECK'
. ./rule.sh
may_register published 0 10 0 && ! may_register draft 0 10 0
CHECK
commit "feat: refuse a registration for a draft"
expect "the branch 'drafts' is green" checks

git switch -q -c waitlist main
sed -i.bak 's/{ .* }/{ [ "$2" -lt $(($3 + $4)) ]; }/' rule.sh && rm rule.sh.bak
cat >checks/waitlist.sh <<'CHECK'
. ./rule.sh
may_register published 10 10 5 && ! may_register published 15 10 5
CHECK
commit "feat: take registrations onto the waitlist"
expect "the branch 'waitlist' is green" checks

git switch -q main
expect "'drafts' reaches main first" git merge -q --ff-only drafts
git config merge.conflictStyle diff3 # show what stood there before either side changed it

say "1. Merge: bring main into the branch"
git switch -q -c by-merge waitlist
refuse "the merge stops" git merge main
expect "at rule.sh and nothing else" conflicted
cat rule.sh
git checkout -q --ours rule.sh
refuse "our side alone loses the drafts" checks
git checkout -q --theirs rule.sh
refuse "their side alone loses the waitlist" checks
resolve
expect "no conflict marker is left" no_markers
expect "with both changes every check passes" checks
git add rule.sh
expect "the merge is committed" git commit -q --no-edit
expect "main is in the branch" git merge-base --is-ancestor main HEAD
expect "and so is the branch's own work" git merge-base --is-ancestor waitlist HEAD

say "2. Rebase: put the branch on top of main"
git switch -q -c by-rebase waitlist
refuse "the rebase stops" git rebase main
expect "at rule.sh and nothing else" conflicted
git checkout -q --ours rule.sh
expect "in a rebase 'ours' is main's side" grep -q published rule.sh
resolve
expect "no conflict marker is left" no_markers
git add rule.sh
expect "the rebase goes on" git rebase --continue
expect "with both changes every check passes" checks
expect "the history is a line on top of main" test "$(git rev-list --count main..HEAD)" = 1
expect "the content is that of the merge" git diff --quiet by-merge HEAD

say "3. rerere: resolve once, let git repeat it"
git config rerere.enabled true
git switch -q -c with-rerere waitlist
refuse "the merge stops" git merge main
resolve
git add rule.sh
expect "git records the resolution with the commit" git commit -q --no-edit
git reset -q --hard waitlist
refuse "the same merge stops again" git merge main
expect "but the file is already resolved" no_markers
expect "which is proved before it is believed" checks
expect "git still waits for us to add it" conflicted
git add rule.sh
expect "the merge is committed" git commit -q --no-edit
expect "the content is that of the first merge" git diff --quiet by-merge HEAD

say "Every expectation was met"
