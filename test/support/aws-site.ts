/** Gateways and cameras at the AWS-rules broker, each with a certificate and the policy that the docs show. */
import type { AgentOptions } from '@rpi-live-camera/agent';
import { listOf, type Policy, type PolicyAction, readExamplePolicy } from './aws-policy.js';
import { type AwsRulesBroker, type Principal, startAwsRulesBroker } from './aws-rules-broker.js';
import { openSite, type Site } from './broker-site.js';
import { createCertificateAuthority } from './certificates.js';

export type MqttSettings = NonNullable<AgentOptions['mqtt']> & { url: string };

export type AwsSite = Site & {
  broker: AwsRulesBroker;
  /** Settings under `mqtt` with a certificate of this common name. */
  settingsOf(name: string): Promise<MqttSettings & { caFile: string; certFile: string; keyFile: string }>;
};

export type AwsSiteOptions = {
  gatewayPolicy?: Policy;
  cameraPolicy?: Policy;
  /** Beside `gateway`, `camera-a` and `camera-b`. */
  others?: Record<string, Principal>;
};

export async function openAwsSite({
  gatewayPolicy = readExamplePolicy('gateway-policy'),
  cameraPolicy = readExamplePolicy('camera-policy'),
  others = {},
}: AwsSiteOptions = {}): Promise<AwsSite> {
  const authority = await createCertificateAuthority();
  const camera = (thing: string): Principal => ({ policy: cameraPolicy, thing });
  const broker = await startAwsRulesBroker({
    authority,
    principals: {
      gateway: { policy: gatewayPolicy },
      'camera-a': camera('camera-a'),
      'camera-b': camera('camera-b'),
      ...others,
    },
  });
  const site = openSite();
  return {
    ...site,
    broker,
    settingsOf: async (name) => ({
      url: broker.url,
      caFile: authority.caFile,
      ...(await authority.issue(name)),
    }),
    async close() {
      await site.close();
      await broker.close();
      await authority.close();
    },
  };
}

/** The policy without one action on one resource, which is named by its end. */
export function without(policy: Policy, action: PolicyAction, resourceEnd: string): Policy {
  let removedCount = 0;
  const Statement = policy.Statement.flatMap((statement) =>
    listOf(statement.Action).flatMap((one) =>
      listOf(statement.Resource).flatMap((resource) => {
        const isRemoved = one === action && resource.endsWith(resourceEnd);
        if (isRemoved) removedCount += 1;
        return isRemoved ? [] : [{ ...statement, Action: one, Resource: resource }];
      }),
    ),
  );
  if (removedCount !== 1) throw new Error(`${removedCount} times ${action} on …${resourceEnd} in the policy`);
  return { ...policy, Statement };
}

/** How many actions on resources a policy allows: so many things can be taken out of it. */
export function permissionCount({ Statement: statements }: Policy): number {
  const counts = statements.map((one) => listOf(one.Action).length * listOf(one.Resource).length);
  return counts.reduce((sum, count) => sum + count, 0);
}
