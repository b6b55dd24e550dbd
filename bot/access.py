"""Who may use the admins' commands: checked here, whatever the server's own settings say."""

from __future__ import annotations

import discord

from bot.errors import NotAnAdmin


def require_admin(interaction: discord.Interaction, role: int | None, server: int | None = None) -> None:
    """Members with Manage Server, or with the configured role; in the one ``server`` where it is given.

    Raises NotAnAdmin.

    The permissions are those that Discord computed for this interaction; `default_member_permissions` alone is not
    trusted, for a server's admins can override it for any member.
    """
    member = interaction.user
    if interaction.guild_id is None or not isinstance(member, discord.Member):
        raise NotAnAdmin
    if server is not None and interaction.guild_id != server:
        raise NotAnAdmin
    if interaction.permissions.manage_guild or interaction.permissions.administrator:
        return
    if role is not None and member.get_role(role) is not None:
        return
    raise NotAnAdmin
