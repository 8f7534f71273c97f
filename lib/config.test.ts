import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "./config.ts";

test("nothing set gives a local server with the embedded database", () => {
  expect(parseConfig({})).toMatchObject({
    databaseUrl: null,
    host: "127.0.0.1",
    port: 3000,
    trustedNetwork: false,
  });
});

test.each([
  [{ PORT: "web" }, "PORT must be a whole number."],
  [{ PORT: "70000" }, "PORT must be at most 65535."],
  [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL must begin with postgres:// or postgresql://."],
  [
    { MESH_READINESS_ENCRYPTION_KEY: "short" },
    "MESH_READINESS_ENCRYPTION_KEY must be 64 hexadecimal digits",
  ],
  [{ MESH_READINESS_TRUSTED_NETWORK: "yes" }, "MESH_READINESS_TRUSTED_NETWORK must be exactly"],
])("a bad value is one sentence that names the variable: %j", (environment, sentence) => {
  expect(() => parseConfig(environment)).toThrow(ConfigError);
  expect(() => parseConfig(environment)).toThrow(sentence);
});

test("an address that others can reach stops the start until the network is called trusted", () => {
  expect(() => parseConfig({ HOST: "0.0.0.0" })).toThrow(/no sign-in/);
  const trusted = "yes, the network in front of this server is trusted";
  expect(
    parseConfig({ HOST: "0.0.0.0", MESH_READINESS_TRUSTED_NETWORK: trusted }).trustedNetwork,
  ).toBe(true);
});

test("KUBECONFIG is a list of files", () => {
  expect(parseConfig({ KUBECONFIG: "/a:/b" }).kubeconfigFiles).toEqual(["/a", "/b"]);
});
