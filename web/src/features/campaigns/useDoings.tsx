import { useNavigate } from "@tanstack/react-router";
import { CirclePause, CirclePlay, CopyPlus, FilePenLine, OctagonX, RefreshCw, Trash } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Detail, keys, queryClient, useMay } from "@/shared/api";
import { toast, useDeed } from "@/shared/ui";
import { type Campaign, deeds } from "./api";
import { possible, type Status } from "./model";

export type Layer = { kind: "start" | "stop" | "remove" } | { kind: "notReady"; details: Detail[] };
type Doing = {
  id: "start" | "resume" | "pause" | "stop" | "edit" | "retry" | "duplicate" | "delete";
  label: string;
  icon: ReactNode;
  danger?: boolean;
  run: () => void;
};

/** What this person can do with a campaign now, and what they are asked before. */
export function useDoings(campaign: Campaign, { leaves = false } = {}) {
  const { t } = useTranslation("campaigns");
  const navigate = useNavigate();
  const [layer, setLayer] = useState<Layer | null>(null);
  const { busy, act } = useDeed();
  const starts = useMay("start:campaigns");
  const writes = useMay("write:campaigns");
  const { id } = campaign;
  const can = possible(campaign.status as Status);
  const fresh = (now: Campaign) => {
    queryClient.setQueryData(keys.campaign(id), now);
    void queryClient.invalidateQueries({ queryKey: [...keys.campaign(id), "analytics"] });
    setLayer(null);
  };
  const failed = (error: unknown) => {
    if (error instanceof ApiError && error.code === "CAMPAIGN_NOT_READY")
      setLayer({ kind: "notReady", details: error.details });
    else {
      toast.failed(error);
      void queryClient.invalidateQueries({ queryKey: keys.campaign(id) });
    }
  };
  const changes = [keys.campaigns()];
  const change = (run: (key: string) => Promise<Campaign>, done: string) =>
    void act({ run, changes, done, after: fresh, failed });
  const start = (done: string) => change((key) => deeds.start(id, key), done);
  const stop = (reason: string) =>
    change(
      (key) => deeds.stop(id, reason, key),
      t(($) => $.done.stop),
    );
  const remove = () =>
    void act({
      run: () => deeds.remove(id),
      changes,
      done: t(($) => $.done.delete),
      after: () => (leaves ? void navigate({ to: "/campaigns" }) : setLayer(null)),
    });
  const duplicate = () =>
    void act({
      run: (key) => deeds.duplicate(id, key),
      changes,
      done: t(($) => $.done.duplicate),
      after: (copy) => void navigate({ to: "/campaigns/$campaignId", params: { campaignId: copy.id } }),
    });
  const all: (Doing | false)[] = [
    starts &&
      can.start && {
        id: "start",
        label: t(($) => $.act.start),
        icon: <CirclePlay aria-hidden />,
        run: () => setLayer({ kind: "start" }),
      },
    starts &&
      can.resume && {
        id: "resume",
        label: t(($) => $.act.resume),
        icon: <CirclePlay aria-hidden />,
        run: () => start(t(($) => $.done.resume)),
      },
    starts &&
      can.pause && {
        id: "pause",
        label: t(($) => $.act.pause),
        icon: <CirclePause aria-hidden />,
        run: () =>
          change(
            (key) => deeds.pause(id, key),
            t(($) => $.done.pause),
          ),
      },
    writes &&
      can.edit && {
        id: "edit",
        label: t(($) => $.act.edit),
        icon: <FilePenLine aria-hidden />,
        run: () => void navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: id } }),
      },
    starts &&
      can.retry &&
      campaign.progress.failed > 0 && {
        id: "retry",
        label: t(($) => $.act.retry),
        icon: <RefreshCw aria-hidden />,
        run: () =>
          change(
            (key) => deeds.retry(id, key),
            t(($) => $.done.retry),
          ),
      },
    writes && { id: "duplicate", label: t(($) => $.act.duplicate), icon: <CopyPlus aria-hidden />, run: duplicate },
    starts &&
      can.stop && {
        id: "stop",
        label: t(($) => $.act.stop),
        icon: <OctagonX aria-hidden />,
        danger: true,
        run: () => setLayer({ kind: "stop" }),
      },
    writes &&
      can.remove && {
        id: "delete",
        label: t(($) => $.act.delete),
        icon: <Trash aria-hidden />,
        danger: true,
        run: () => setLayer({ kind: "remove" }),
      },
  ];
  return {
    doings: all.filter((each) => each !== false),
    busy,
    layer,
    close: () => setLayer(null),
    start: () => start(t(($) => $.done.start)),
    stop,
    remove,
  };
}

export type Doings = ReturnType<typeof useDoings>;
