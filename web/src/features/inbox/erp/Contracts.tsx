import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BILLED_IN } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button } from "@/shared/ui";
import { type Contract, contractsOptions, type Facts, type Linked } from "./api";
import { among, CONTRACT_TONES, CONTRACTS } from "./model";
import { Live, useTold } from "./parts";

function Plan({ plan, status, raw }: { plan: string | null; status: string; raw?: string }) {
  const { t } = useTranslation("erpCard");
  const known = among(CONTRACTS, status);
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>{plan ?? t(($) => $.noPlan)}</span>
      {known ? <Badge tone={CONTRACT_TONES[known]}>{t(($) => $.contract[known])}</Badge> : raw && <Badge>{raw}</Badge>}
    </span>
  );
}

function One({ contract }: { contract: Contract }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const { price, due_day, download_mbps: speed, address } = contract;
  const about = [
    price && t(($) => $.plan.price, { amount: format.money(price, BILLED_IN) }),
    speed && t(($) => $.plan.speed, { mbps: format.number(speed) }),
    due_day && t(($) => $.plan.dueDay, { day: due_day }),
    address?.street && [address.street, address.number, address.district].filter(Boolean).join(", "),
  ];
  return (
    <li>
      <Plan plan={contract.plan} status={contract.status} raw={contract.status_raw} />
      <span className="tnum block text-xs text-fg-3">{about.filter(Boolean).join(" · ")}</span>
    </li>
  );
}

/** What they have with the company; what is over is folded away. */
export function Contracts({ it, facts, onTold }: { it: Linked; facts: Facts | null; onTold: () => void }) {
  const { t } = useTranslation("erpCard");
  const contracts = useQuery(contractsOptions(it));
  const [all, setAll] = useState(false);
  const told = contracts.data?.as_of;
  useTold(told, onTold);
  const known = facts && <Plan plan={facts.plan} status={facts.contract_status} />;
  return (
    <Live title={t(($) => $.plan.title)} query={contracts} at={told} meanwhile={known}>
      {({ data }) => {
        const over = data.filter((one) => one.status === "cancelled");
        const shown = all ? data : data.filter((one) => one.status !== "cancelled");
        return (
          <>
            {shown.length > 0 ? (
              <ul className="flex flex-col gap-1.5">
                {shown.map((contract) => (
                  <One key={contract.id} contract={contract} />
                ))}
              </ul>
            ) : (
              <p className="text-fg-3">{t(($) => $.plan.none)}</p>
            )}
            {!all && over.length > 0 && (
              <Button look="quiet" className="-ml-3" onPress={() => setAll(true)}>
                {t(($) => $.plan.over, { count: over.length })}
              </Button>
            )}
          </>
        );
      }}
    </Live>
  );
}
