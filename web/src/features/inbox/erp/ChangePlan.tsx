import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { BILLED_IN } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { Banner, Bones, Button, Combo, Confirm, Dialog, Select, useDeed } from "@/shared/ui";
import {
  type Connection,
  type Contract,
  contractsOptions,
  deeds,
  type Linked,
  type Plan,
  type PlanChange,
  plansOptions,
} from "./api";
import { changeable, onSale } from "./model";
import { Broken } from "./parts";

type Props = { it: Linked; connection: Connection; onClose: () => void };
type Wish = { contract: Contract; plan: Plan };

/** Another plan for a contract: chosen, asked about, and told whether the ERP changed it or a ticket was opened for it. */
export function ChangePlan({ it, connection, onClose }: Props) {
  const { t } = useTranslation("erpCard");
  const [wish, setWish] = useState<Wish | null>(null);
  const [result, setResult] = useState<PlanChange | null>(null);
  const { busy, act } = useDeed();
  const words = { from: wish?.contract.plan ?? t(($) => $.noPlan), to: wish?.plan.name ?? "" };
  const hint = t(($) => (connection.settings.plan_change_by_api ? $.change.byApi : $.change.byTicket));
  if (!wish) return <Choice it={it} hint={hint} onClose={onClose} onChosen={setWish} />;
  if (!result)
    return (
      <Confirm
        open
        onClose={() => setWish(null)}
        title={t(($) => $.change.ask)}
        action={t(($) => $.change.action)}
        busy={busy}
        onConfirm={() =>
          void act({
            run: (key) => deeds.changePlan(it, wish.contract.id, wish.plan.id, key),
            changes: [keys.erpCard(it.contactId)],
            after: setResult,
          })
        }
      >
        <p className="mb-2 font-medium text-fg">{t(($) => $.change.fromTo, words)}</p>
        <p>{hint}</p>
      </Confirm>
    );
  const done = result.outcome === "done";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => (done ? $.change.done : $.change.requested))}
      actions={
        <Button size="form" look="primary" onPress={onClose} autoFocus>
          {t(($) => $.close, { ns: "common" })}
        </Button>
      }
    >
      <Banner tone={done ? "brand" : "info"}>
        <p>{t(($) => (done ? $.change.doneHint : $.change.requestedHint), words)}</p>
        {result.protocol && <p className="mt-1">{t(($) => $.protocol, { number: result.protocol })}</p>}
      </Banner>
    </Dialog>
  );
}

type ChoiceProps = { it: Linked; hint: string; onClose: () => void; onChosen: (wish: Wish) => void };

function Choice({ it, hint, onClose, onChosen }: ChoiceProps) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const contracts = useQuery(contractsOptions(it));
  const plans = useQuery(plansOptions(it.erpType));
  const running = changeable(contracts.data?.data ?? []);
  const [contractId, setContractId] = useState<string | null>(null);
  const contract = running.find((one) => one.id === contractId) ?? running[0];
  const sold = onSale(plans.data?.data ?? [], contract);
  const [planId, setPlanId] = useState<string | null>(null);
  const plan = sold.find((one) => one.id === planId);
  const about = ({ price, download_mbps: speed }: Plan) =>
    [
      price && t(($) => $.plan.price, { amount: format.money(price, BILLED_IN) }),
      speed && t(($) => $.plan.speed, { mbps: format.number(speed) }),
    ]
      .filter(Boolean)
      .join(" · ");
  const failed = [contracts, plans].find((query) => query.isError);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.change.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {t(($) => $.cancel, { ns: "common" })}
          </Button>
          <Button
            size="form"
            look="primary"
            isDisabled={!contract || !plan}
            onPress={() => contract && plan && onChosen({ contract, plan })}
          >
            {t(($) => $.change.go)}
          </Button>
        </>
      }
    >
      {failed ? (
        <Broken error={failed.error} retry={() => void failed.refetch()} />
      ) : !contracts.data || !plans.data ? (
        <Bones rows={3} className="h-8" />
      ) : !contract ? (
        <p>{t(($) => $.plan.none)}</p>
      ) : (
        <div className="flex flex-col gap-4">
          {running.length > 1 && (
            <Select
              label={t(($) => $.change.contract)}
              options={running.map((one) => ({
                id: one.id,
                label: [one.plan ?? t(($) => $.noPlan), one.login ?? one.id].join(" · "),
              }))}
              value={contract.id}
              onChange={(id) => {
                setContractId(id);
                setPlanId(null);
              }}
            />
          )}
          <p>{t(($) => $.change.now, { plan: contract.plan ?? t(($) => $.noPlan) })}</p>
          {sold.length > 0 ? (
            <Combo
              label={t(($) => $.change.to)}
              hint={hint}
              placeholder={t(($) => $.change.pick)}
              options={sold.map((one) => ({ id: one.id, label: one.name, hint: about(one) }))}
              value={plan?.id ?? null}
              onChange={setPlanId}
            />
          ) : (
            <p>{t(($) => $.change.noPlans)}</p>
          )}
        </div>
      )}
    </Dialog>
  );
}
