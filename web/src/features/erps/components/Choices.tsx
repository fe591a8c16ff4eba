import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { Card, Radios, Switch, useDeed } from "@/shared/ui";
import { type Connection, deeds, type Offered, type Settings } from "../api";
import { changed, PROOFS, REGIONS } from "../model";

/** Saves one choice of a connection at once. */
export function useChoice(connection: Connection) {
  const { t } = useTranslation("erps");
  const { busy, act } = useDeed();
  const choose = (change: Partial<Settings>, preferred?: boolean) =>
    act({
      run: () =>
        deeds.change(connection.erp_type, connection.version, {
          ...changed(connection, change),
          ...(preferred === undefined ? {} : { preferred }),
        }),
      changes: [keys.erps()],
      done: t(($) => $.saved),
    });
  return { busy, choose };
}

/** What somebody has to show before they are told anything, and what names a part of the network. */
export function Choices({ offered, connection }: { offered: Offered; connection: Connection }) {
  const { t } = useTranslation("erps");
  const manages = useMay("manage:erp");
  const { busy, choose } = useChoice(connection);
  const { settings } = connection;
  const fixed = !manages || busy;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Card title={t(($) => $.proof.title)}>
        <p className="mb-3 text-sm text-fg-2">{t(($) => $.proof.hint)}</p>
        <Radios
          label={t(($) => $.proof.label)}
          options={PROOFS.map((id) => ({
            id,
            label: t(($) => $.proof[id].label),
            hint: t(($) => $.proof[id].hint),
            disabled: fixed,
          }))}
          value={settings.proof ?? "document"}
          onChange={(proof) => void choose({ proof })}
        />
      </Card>
      <Card title={t(($) => $.region.title)}>
        <Radios
          label={t(($) => $.region.hint)}
          options={REGIONS.map((id) => ({ id, label: t(($) => $.region[id]), disabled: fixed }))}
          value={settings.region ?? "district"}
          onChange={(region) => void choose({ region })}
        />
        {offered.capabilities.includes("change_plan") && (
          <div className="mt-4 border-t border-line pt-4">
            <Switch
              checked={settings.plan_change_by_api ?? false}
              disabled={fixed}
              onChange={(plan_change_by_api) => void choose({ plan_change_by_api })}
            >
              {t(($) => $.planChange.label)}
            </Switch>
            <p className="mt-1 text-xs text-fg-3">{t(($) => $.planChange.hint)}</p>
          </div>
        )}
      </Card>
    </div>
  );
}
