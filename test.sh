#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. The last line reads "N passed, N failed, N skipped".
#   ./test.sh             all of them
#   ./test.sh quick       without those that publish the function, or need radosgw, Firefox or WebKitGTK: they are skipped
#   CI=true ./test.sh     a test that lacks something of the machine fails instead of being skipped
set -euo pipefail
cd "$(dirname "$0")"

# Line coverage of src, in percent: what the tests reached when this was last set, rounded down. Less fails.
coverage_floor=95

case "${1:-}" in
  "") export TESTS=all ;;
  quick) export TESTS=quick ;;
  *) echo "Usage: $0 [quick]" >&2; exit 2 ;;
esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2; exit 1; }

# Programs the tests drive: browsers, a linker for native AOT, objdump, the site generators of docs/form.md, and Ceph's radosgw as an S3
# that checks signatures.
packages=()
needs() { command -v "$1" >/dev/null || packages+=("${@:2}"); }
needs chromium-headless-shell chromium-headless-shell fonts-dejavu-core
needs chromium chromium
if [ "$TESTS" = all ]; then
  needs firefox-esr firefox-esr
  needs WebKitWebDriver webkit2gtk-driver
  # A screen with a clipboard for these two.
  needs Xvfb xvfb
  needs xclip xclip
fi
command -v clang >/dev/null || command -v gcc >/dev/null || packages+=(clang)
needs objdump binutils
needs curl curl
needs jq jq
needs openssl openssl
# Checkers of what is stored.
needs pngcheck pngcheck
needs webpinfo webp
needs gifsicle gifsicle
needs djpeg libjpeg-turbo-progs
needs avifdec libavif-bin
needs heif-info libheif-examples
needs exiftool libimage-exiftool-perl
needs hugo hugo
needs jekyll jekyll
needs npm npm
[ "$TESTS" = quick ] || needs radosgw ceph-mon ceph-osd ceph-mgr radosgw ceph-common
if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${packages[*]}"
    apt-get update -qq
    # Not every Debian has the headless shell as a package of its own.
    apt-cache show chromium-headless-shell >/dev/null 2>&1 || packages=("${packages[@]/chromium-headless-shell/chromium}")
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  else
    echo "Not installed, because this is not root on a Debian system: ${packages[*]}" >&2
  fi
fi

# A second S3, the AWS CLI, the template's linter and SAM's translator are Python programs.
python=()
command -v moto_server >/dev/null || python+=('moto[server]')
command -v aws >/dev/null || python+=(awscli)
command -v cfn-lint >/dev/null || python+=(cfn-lint)
python3 -c 'import samtranslator' 2>/dev/null || python+=(aws-sam-translator)
if [ ${#python[@]} -gt 0 ]; then
  echo "Installing ${python[*]} into .cache/python"
  { python3 -m venv .cache/python && .cache/python/bin/pip install --quiet "${python[@]}"; } || echo "Not installed: ${python[*]}" >&2
  export PATH="$PWD/.cache/python/bin:$PATH"
fi

# Node programs: the third of the site generators, and what takes the comments out of the form's script. ThumbHashes are compared with a
# library's. The frameworks of docs/form.md, and the compilers that check its types: TypeScript 7 has no programs of Vue and Svelte yet.
export PATH="$PWD/.cache/node/node_modules/.bin:$PATH"
node=()
command -v eleventy >/dev/null || node+=(@11ty/eleventy@3)
command -v esbuild >/dev/null || node+=(esbuild)
[ -d .cache/node/node_modules/thumbhash ] || node+=(thumbhash)
for package in react@19 react-dom@19 @types/react@19 @types/react-dom@19 vue@3 svelte@5 typescript@6 vue-tsc@3 svelte-check@4; do
  [ -d ".cache/node/node_modules/${package%@*}" ] || node+=("$package")
done
if [ ${#node[@]} -gt 0 ]; then
  echo "Installing ${node[*]} into .cache/node"
  npm install --silent --no-audit --no-fund --prefix .cache/node "${node[@]}" || echo "Not installed: ${node[*]}" >&2
fi

# The upload widgets of docs/clients.md, in the versions that the lock file fixes.
if ! cmp -s test/clients/package-lock.json .cache/clients/installed.json; then
  echo "Installing the packages of test/clients into .cache/clients"
  mkdir -p .cache/clients
  cp test/clients/package.json test/clients/package-lock.json test/clients/.npmrc .cache/clients
  { npm ci --silent --prefix .cache/clients && cp test/clients/package-lock.json .cache/clients/installed.json; } \
    || echo "Not installed: the packages of test/clients" >&2
fi

dotnet build UploadFunction.slnx -c Release

# Without a Chromium of the system's, Playwright installs its own.
if ! command -v chromium-headless-shell >/dev/null && ! command -v chromium >/dev/null && [ -z "${CHROMIUM:-}" ]; then
  playwright=test/UploadFunction.Tests/bin/Release/net10.0/.playwright
  "$playwright"/node/*/node "$playwright/package/cli.js" install chromium || echo "Playwright could not install Chromium" >&2
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
coverage=()
if [ "$TESTS" = all ]; then
  coverage=(--coverlet --coverlet-single-hit --coverlet-output-format cobertura)
  for project in src/*/; do coverage+=(--coverlet-include "[$(basename "$project")]*"); done
fi
status=0
dotnet test --solution UploadFunction.slnx -c Release --no-build --max-parallel-test-modules 1 --results-directory "$results" \
  "${coverage[@]}" 2>&1 | tee "$results/log" || status=$?
if [ "$TESTS" = all ]; then
  python3 .ci/coverage.py "$coverage_floor" "$results"/*.cobertura*.xml || status=1
fi

# "dotnet test" closes with lines such as "  succeeded: 12".
count() { awk -v word="$1:" '$1 == word { n = $2 } END { print n + 0 }' "$results/log"; }
echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
exit "$status"
