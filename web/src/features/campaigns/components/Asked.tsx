import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Confirm, Dialog, Field, LinkButton } from "@/shared/ui";
import type { Campaign } from "../api";
import type { Doings } from "../useDoings";

/** What a person is asked, or told, before something is done with a campaign. */
export function Asked({ campaign, asked }: { campaign: Campaign; asked: Doings }) {
  const { t } = useTranslation("campaigns");
  const [reason, setReason] = useState("");
  const { layer, close, busy } = asked;
  const { name } = campaign;
  if (layer?.kind === "start")
    return (
      <Dialog
        open
        onClose={close}
        title={t(($) => $.ask.start, { name })}
        actions={
          <>
            <Button size="form" onPress={close}>
              {t(($) => $.close)}
            </Button>
            <Button size="form" look="primary" busy={busy} onPress={asked.start}>
              {t(($) => $.act.start)}
            </Button>
          </>
        }
      >
        <p>{t(($) => $.ask.startHint)}</p>
      </Dialog>
    );
  if (layer?.kind === "stop")
    return (
      <Confirm
        open
        onClose={close}
        title={t(($) => $.ask.stop, { name })}
        action={t(($) => $.act.stop)}
        busy={busy}
        onConfirm={() => asked.stop(reason.trim())}
      >
        <p className="mb-4">{t(($) => $.ask.stopHint)}</p>
        <Field label={t(($) => $.ask.reason)} value={reason} onChange={setReason} maxLength={200} />
      </Confirm>
    );
  if (layer?.kind === "remove")
    return (
      <Confirm
        open
        onClose={close}
        title={t(($) => $.ask.delete, { name })}
        action={t(($) => $.act.delete)}
        busy={busy}
        onConfirm={asked.remove}
      >
        <p>{t(($) => $.ask.deleteHint)}</p>
      </Confirm>
    );
  if (layer?.kind === "notReady")
    return (
      <Dialog
        open
        onClose={close}
        title={t(($) => $.notReady.title)}
        actions={
          <>
            <Button size="form" onPress={close}>
              {t(($) => $.close)}
            </Button>
            <LinkButton to="/campaigns/$campaignId/edit" params={{ campaignId: campaign.id }}>
              {t(($) => $.act.edit)}
            </LinkButton>
          </>
        }
      >
        <p className="mb-2">{t(($) => $.notReady.hint)}</p>
        <ul className="list-disc pl-5">
          {layer.details.map(({ field, message }) => (
            <li key={`${field} ${message}`}>{message}</li>
          ))}
        </ul>
      </Dialog>
    );
  return null;
}
