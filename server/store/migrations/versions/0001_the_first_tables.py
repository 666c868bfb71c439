"""The first tables"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('hall',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('day_starts_at', sa.String(length=5), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('supervision_phone', sa.String(length=40), nullable=False),
    sa.Column('enquiry_phone', sa.String(length=40), nullable=False),
    sa.Column('notices', sa.JSON(), nullable=False),
    sa.Column('calendar', sa.JSON(), nullable=False),
    sa.Column('policy', sa.JSON(), nullable=False),
    sa.Column('event_seq', sa.Integer(), server_default='0', nullable=False),
    sa.Column('open_day', sa.Date(), nullable=True),
    sa.Column('voice', sa.JSON(), server_default='{}', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hall')),
    sa.UniqueConstraint('code', name=op.f('uq_hall_code'))
    )
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=True),
    sa.Column('login', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('staff_no', sa.String(length=20), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.Column('session_epoch', sa.Integer(), server_default='0', nullable=False),
    sa.Column('agency', sa.String(length=100), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_account_hall_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login'))
    )
    op.create_table('event',
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_event_hall_id')),
    sa.PrimaryKeyConstraint('hall_id', 'seq', name=op.f('pk_event'))
    )
    op.create_table('request',
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('command', sa.String(length=40), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_request_hall_id')),
    sa.PrimaryKeyConstraint('hall_id', 'request_id', name=op.f('pk_request'))
    )
    op.create_table('zone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('about', sa.String(length=200), nullable=False),
    sa.Column('about_en', sa.String(length=300), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('default_queue_id', sa.Integer(), nullable=True),
    sa.Column('voice', sa.JSON(), server_default='{}', nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_zone_hall_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_zone')),
    sa.UniqueConstraint('hall_id', 'code', name=op.f('uq_zone_hall_id_code'))
    )
    op.create_table('queue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('prefix', sa.String(length=3), nullable=False),
    sa.Column('digits', sa.Integer(), nullable=False),
    sa.Column('first_number', sa.Integer(), nullable=False),
    sa.Column('daily_limit', sa.Integer(), nullable=True),
    sa.Column('expected_service_s', sa.Integer(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('closed_reason', sa.String(length=200), nullable=True),
    sa.Column('on_kiosk', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('policy', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_queue_hall_id')),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], name=op.f('fk_queue_zone_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queue')),
    sa.UniqueConstraint('hall_id', 'code', name=op.f('uq_queue_hall_id_code')),
    sa.UniqueConstraint('hall_id', 'prefix', name=op.f('uq_queue_hall_id_prefix'))
    )
    op.create_table('service_window',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=10), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('pause_reason', sa.String(length=200), nullable=True),
    sa.Column('pause_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('responsible_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_service_window_account_id')),
    sa.ForeignKeyConstraint(['responsible_id'], ['account.id'], name=op.f('fk_service_window_responsible_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_service_window_hall_id')),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], name=op.f('fk_service_window_zone_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_window')),
    sa.UniqueConstraint('hall_id', 'number', name=op.f('uq_service_window_hall_id_number'))
    )
    op.create_table('item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=300), nullable=False),
    sa.Column('guide', sa.JSON(), nullable=False),
    sa.Column('top', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_item_hall_id')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_item_queue_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item')),
    sa.UniqueConstraint('hall_id', 'code', name=op.f('uq_item_hall_id_code'))
    )
    op.create_table('authorisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('letter_no', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_authorisation_account_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_authorisation_hall_id')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_authorisation_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authorisation'))
    )
    with op.batch_alter_table('authorisation', schema=None) as batch_op:
        batch_op.create_index('ix_authorisation_account', ['account_id'], unique=False)

    op.create_table('package',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('about', sa.String(length=200), nullable=False),
    sa.Column('about_en', sa.String(length=300), nullable=False),
    sa.Column('route', sa.JSON(), nullable=False),
    sa.Column('search', sa.JSON(), nullable=False),
    sa.Column('initials', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_package_hall_id')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_package_queue_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_package')),
    sa.UniqueConstraint('hall_id', 'code', name=op.f('uq_package_hall_id_code'))
    )
    op.create_table('queue_day',
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_queue_day_queue_id')),
    sa.PrimaryKeyConstraint('queue_id', 'day', name=op.f('pk_queue_day'))
    )
    op.create_table('station',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.Column('window_id', sa.Integer(), nullable=True),
    sa.Column('speaks', sa.Boolean(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('is_demonstration', sa.Boolean(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('health', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_station_hall_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_station_window_id')),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], name=op.f('fk_station_zone_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station')),
    sa.UniqueConstraint('hall_id', 'code', name=op.f('uq_station_hall_id_code')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_station_token_hash'))
    )
    op.create_table('keypad_window',
    sa.Column('window_id', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_keypad_window_station_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_keypad_window_window_id')),
    sa.PrimaryKeyConstraint('window_id', name=op.f('pk_keypad_window'))
    )
    op.create_table('pairing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('host', sa.String(length=60), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_pairing_hall_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_pairing_station_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_pairing_token_hash'))
    )
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.create_index('ix_pairing_code', ['hall_id', 'code'], unique=False)

    op.create_table('window_queue',
    sa.Column('window_id', sa.Integer(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('help_when_idle', sa.Boolean(), nullable=False),
    sa.Column('help_after_s', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_window_queue_queue_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_window_queue_window_id')),
    sa.PrimaryKeyConstraint('window_id', 'queue_id', name=op.f('pk_window_queue'))
    )
    op.create_table('alarm',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('window_id', sa.Integer(), nullable=True),
    sa.Column('device', sa.String(length=40), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_alarm_hall_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_alarm_station_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_alarm_window_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm'))
    )
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.create_index('ix_alarm_hall', ['hall_id', 'raised_at'], unique=False)

    op.create_table('package_item',
    sa.Column('package_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_package_item_item_id')),
    sa.ForeignKeyConstraint(['package_id'], ['package.id'], name=op.f('fk_package_item_package_id')),
    sa.PrimaryKeyConstraint('package_id', 'position', name=op.f('pk_package_item'))
    )
    op.create_table('appointment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrival', sa.String(length=10), nullable=True),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('external_id', sa.String(length=80), nullable=True),
    sa.Column('person_hash', sa.String(length=64), nullable=True),
    sa.Column('person_mask', sa.String(length=30), nullable=True),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_appointment_hall_id')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_appointment_queue_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment')),
    sa.UniqueConstraint('hall_id', 'code', name=op.f('uq_appointment_hall_id_code')),
    sa.UniqueConstraint('hall_id', 'external_id', name=op.f('uq_appointment_hall_id_external_id'))
    )
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.create_index('ix_appointment_slot', ['queue_id', 'starts_at'], unique=False)
        batch_op.create_index('ix_appointment_booked', ['hall_id', 'starts_at'], unique=False, sqlite_where=sa.text("state = 'booked'"), postgresql_where=sa.text("state = 'booked'"))

    op.create_table('lease',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(length=36), nullable=False),
    sa.Column('first_serial', sa.Integer(), nullable=False),
    sa.Column('last_serial', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_lease_hall_id')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_lease_queue_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_lease_station_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lease')),
    sa.UniqueConstraint('queue_id', 'day', 'last_serial', name=op.f('uq_lease_queue_id_day_last_serial'))
    )
    with op.batch_alter_table('lease', schema=None) as batch_op:
        batch_op.create_index('ix_lease_station', ['station_id', 'day'], unique=False)

    op.create_table('ticket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('issued_queue_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('priority_class', sa.String(length=12), nullable=False),
    sa.Column('priority_reason', sa.String(length=200), nullable=True),
    sa.Column('priority_approver', sa.String(length=60), nullable=True),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('order_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ahead_at_issue', sa.Integer(), nullable=True),
    sa.Column('quoted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quote_low_s', sa.Integer(), nullable=True),
    sa.Column('quote_high_s', sa.Integer(), nullable=True),
    sa.Column('quote_p90_s', sa.Integer(), nullable=True),
    sa.Column('warning', sa.String(length=20), nullable=True),
    sa.Column('person_hash', sa.String(length=64), nullable=True),
    sa.Column('person_mask', sa.String(length=30), nullable=True),
    sa.Column('kept_from', sa.Date(), nullable=True),
    sa.Column('appointment_id', sa.Integer(), nullable=True),
    sa.Column('lease_id', sa.Integer(), nullable=True),
    sa.Column('target_window_id', sa.Integer(), nullable=True),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('slip', sa.String(length=10), nullable=False),
    sa.Column('slip_reason', sa.String(length=40), nullable=True),
    sa.Column('reprints', sa.Integer(), server_default='0', nullable=False),
    sa.Column('route', sa.JSON(), nullable=False),
    sa.Column('self_returns', sa.Integer(), nullable=False),
    sa.Column('suspend_kind', sa.String(length=20), nullable=True),
    sa.Column('suspend_code', sa.String(length=8), nullable=True),
    sa.Column('suspend_window_id', sa.Integer(), nullable=True),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_ticket_appointment_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_ticket_hall_id')),
    sa.ForeignKeyConstraint(['issued_queue_id'], ['queue.id'], name=op.f('fk_ticket_issued_queue_id')),
    sa.ForeignKeyConstraint(['lease_id'], ['lease.id'], name=op.f('fk_ticket_lease_id')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_ticket_queue_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_ticket_station_id')),
    sa.ForeignKeyConstraint(['suspend_window_id'], ['service_window.id'], name=op.f('fk_ticket_suspend_window_id')),
    sa.ForeignKeyConstraint(['target_window_id'], ['service_window.id'], name=op.f('fk_ticket_target_window_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('issued_queue_id', 'day', 'serial', name=op.f('uq_ticket_issued_queue_id_day_serial')),
    sa.UniqueConstraint('token', name=op.f('uq_ticket_token'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_lease', ['lease_id'], unique=False, sqlite_where=sa.text("lease_id IS NOT NULL"), postgresql_where=sa.text("lease_id IS NOT NULL"))
        batch_op.create_index('ix_ticket_appointment', ['appointment_id'], unique=True, sqlite_where=sa.text("appointment_id IS NOT NULL AND state <> 'void'"), postgresql_where=sa.text("appointment_id IS NOT NULL AND state <> 'void'"))
        batch_op.create_index('ix_ticket_person', ['hall_id', 'person_hash'], unique=False, sqlite_where=sa.text('person_hash IS NOT NULL'), postgresql_where=sa.text('person_hash IS NOT NULL'))
        batch_op.create_index('ix_ticket_state', ['hall_id', 'state', 'queue_id', 'target_window_id', 'priority', 'order_at'], unique=False)

    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('queue_id', sa.Integer(), nullable=False),
    sa.Column('window_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_called_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('announced_calls', sa.Integer(), nullable=False),
    sa.Column('why', sa.JSON(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=10), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('case_number', sa.String(length=50), nullable=True),
    sa.Column('rating_state', sa.String(length=12), nullable=True),
    sa.Column('unspoken_calls', sa.Integer(), nullable=True),
    sa.Column('unspoken_why', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_visit_account_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_visit_hall_id')),
    sa.ForeignKeyConstraint(['queue_id'], ['queue.id'], name=op.f('fk_visit_queue_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_visit_ticket_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_visit_window_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index('ix_visit_open', ['window_id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('ix_visit_ticket', ['ticket_id'], unique=False)
        batch_op.create_index('ix_visit_window', ['window_id', 'id'], unique=False)

    op.create_table('appointment_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('appointment_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_appointment_step_appointment_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_appointment_step_hall_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_appointment_step_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_step'))
    )
    with op.batch_alter_table('appointment_step', schema=None) as batch_op:
        batch_op.create_index('ix_appointment_step', ['appointment_id'], unique=False)

    op.create_table('ticket_item',
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_ticket_item_item_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_ticket_item_visit_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_ticket_item_ticket_id')),
    sa.PrimaryKeyConstraint('ticket_id', 'position', name=op.f('pk_ticket_item'))
    )
    with op.batch_alter_table('ticket_item', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_item_visit', ['visit_id'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_job_hall_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_job_station_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_job_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_pending', ['station_id'], unique=False, sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))

    op.create_table('rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('device', sa.String(length=40), nullable=True),
    sa.Column('raw_value', sa.Integer(), nullable=True),
    sa.Column('armed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pressed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('flags', sa.JSON(), nullable=False),
    sa.Column('labels', sa.JSON(), server_default='[]', nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('is_default', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('entered_by', sa.Integer(), nullable=True),
    sa.Column('reason_channel', sa.String(length=10), nullable=True),
    sa.Column('reason_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entered_by'], ['account.id'], name=op.f('fk_rating_entered_by')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_rating_hall_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_rating_station_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_rating_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating')),
    sa.UniqueConstraint('visit_id', 'ordinal', name=op.f('uq_rating_visit_id_ordinal'))
    )
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.create_index('ix_rating_hall', ['hall_id', 'id'], unique=False)

    op.create_table('bad_rating_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('rating_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('window_id', sa.Integer(), nullable=False),
    sa.Column('rated_id', sa.Integer(), nullable=True),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assigned_id', sa.Integer(), nullable=True),
    sa.Column('is_complex', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('extended_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('extension_reason', sa.String(length=400), nullable=True),
    sa.Column('contact_mask', sa.String(length=20), nullable=True),
    sa.Column('contact_sealed', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['assigned_id'], ['account.id'], name=op.f('fk_bad_rating_case_assigned_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_bad_rating_case_hall_id')),
    sa.ForeignKeyConstraint(['rated_id'], ['account.id'], name=op.f('fk_bad_rating_case_rated_id')),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_bad_rating_case_rating_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_bad_rating_case_visit_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_bad_rating_case_window_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bad_rating_case')),
    sa.UniqueConstraint('rating_id', name=op.f('uq_bad_rating_case_rating_id'))
    )
    with op.batch_alter_table('bad_rating_case', schema=None) as batch_op:
        batch_op.create_index('ix_case_due', ['due_at'], unique=False, sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.create_index('ix_case_opened', ['hall_id', 'opened_at'], unique=False)
        batch_op.create_index('ix_case_state', ['hall_id', 'state', 'due_at'], unique=False)

    op.create_table('case_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_case_step_account_id')),
    sa.ForeignKeyConstraint(['case_id'], ['bad_rating_case.id'], name=op.f('fk_case_step_case_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_case_step_hall_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_step'))
    )
    with op.batch_alter_table('case_step', schema=None) as batch_op:
        batch_op.create_index('ix_case_step', ['case_id'], unique=False)

    op.create_table('rating_forward',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('rating_id', sa.Integer(), nullable=False),
    sa.Column('platform', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('stays', sa.String(length=20), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('resent', sa.Integer(), nullable=False),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=400), nullable=True),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_rating_forward_hall_id')),
    sa.ForeignKeyConstraint(['rating_id'], ['rating.id'], name=op.f('fk_rating_forward_rating_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating_forward')),
    sa.UniqueConstraint('platform', 'key', name=op.f('uq_rating_forward_platform_key')),
    sa.UniqueConstraint('platform', 'rating_id', name=op.f('uq_rating_forward_platform_rating_id'))
    )
    with op.batch_alter_table('rating_forward', schema=None) as batch_op:
        batch_op.create_index('ix_forward_due', ['platform', 'next_at'], unique=False, sqlite_where=sa.text('next_at IS NOT NULL'), postgresql_where=sa.text('next_at IS NOT NULL'))
        batch_op.create_index('ix_forward_state', ['hall_id', 'state'], unique=False)
        batch_op.create_index('ix_forward_without_reason', ['hall_id', 'rating_id'], unique=False, sqlite_where=sa.text("state = 'reason_missing'"), postgresql_where=sa.text("state = 'reason_missing'"))

    op.create_table('forwarding_cursor',
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('platform', sa.String(length=40), nullable=False),
    sa.Column('rating_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_forwarding_cursor_hall_id')),
    sa.PrimaryKeyConstraint('hall_id', 'platform', name=op.f('pk_forwarding_cursor'))
    )

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('window_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('item_name', sa.String(length=200), nullable=False),
    sa.Column('item_code', sa.String(length=40), nullable=False),
    sa.Column('item_version', sa.Integer(), nullable=False),
    sa.Column('statutory_limit', sa.JSON(), nullable=False),
    sa.Column('promised_limit', sa.JSON(), nullable=False),
    sa.Column('agent_mask', sa.String(length=10), nullable=True),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('promise', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('windows', sa.JSON(), nullable=False),
    sa.Column('suspend_kind', sa.String(length=20), nullable=True),
    sa.Column('suspend_code', sa.String(length=8), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_notice_account_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_notice_hall_id')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_notice_item_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_notice_ticket_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_notice_visit_id')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_notice_window_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('hall_id', 'day', 'serial', name=op.f('uq_notice_hall_id_day_serial')),
    sa.UniqueConstraint('token', name=op.f('uq_notice_token'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_due', ['hall_id', 'kind', 'due_at'], unique=False)
        batch_op.create_index('ix_notice_item', ['hall_id', 'item_code', 'day'], unique=False)
        batch_op.create_index('ix_notice_ticket', ['ticket_id'], unique=False)

    op.create_table('notice_material',
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('form', sa.String(length=20), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('has_sample', sa.Boolean(), nullable=True),
    sa.Column('fault', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_in_to', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['handed_in_to'], ['account.id'], name=op.f('fk_notice_material_handed_in_to')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_material_notice_id')),
    sa.PrimaryKeyConstraint('notice_id', 'position', name=op.f('pk_notice_material'))
    )
    op.create_table('notice_print',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(length=10), nullable=False),
    sa.Column('is_reprint', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('job_id', sa.String(length=36), nullable=True),
    sa.Column('slips', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_notice_print_hall_id')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_print_notice_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_notice_print_station_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_print')),
    sa.UniqueConstraint('job_id', name=op.f('uq_notice_print_job_id'))
    )
    with op.batch_alter_table('notice_print', schema=None) as batch_op:
        batch_op.create_index('ix_notice_print', ['notice_id'], unique=False)

    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('contact_mask', sa.String(length=20), nullable=True),
    sa.Column('contact_sealed', sa.Text(), nullable=True),
    sa.Column('code_salt', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assigned_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assigned_id'], ['account.id'], name=op.f('fk_feedback_assigned_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_feedback_hall_id')),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], name=op.f('fk_feedback_zone_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('hall_id', 'day', 'number', name=op.f('uq_feedback_hall_id_day_number'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_state', ['hall_id', 'state', 'due_at'], unique=False)

    op.create_table('feedback_attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('feedback_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_feedback_attachment_feedback_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_feedback_attachment_hall_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_attachment')),
    sa.UniqueConstraint('feedback_id', 'number', name=op.f('uq_feedback_attachment_feedback_id_number'))
    )
    op.create_table('feedback_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('feedback_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_feedback_step_account_id')),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_feedback_step_feedback_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_feedback_step_hall_id')),
    sa.ForeignKeyConstraint(['to_id'], ['account.id'], name=op.f('fk_feedback_step_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_step')),
    sa.UniqueConstraint('feedback_id', 'number', name=op.f('uq_feedback_step_feedback_id_number'))
    )
    op.create_table('help_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=True),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('helper_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('has_helped', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_help_request_hall_id')),
    sa.ForeignKeyConstraint(['helper_id'], ['account.id'], name=op.f('fk_help_request_helper_id')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_help_request_station_id')),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_help_request_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request'))
    )
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.create_index('ix_help_state', ['hall_id', 'state'], unique=False)
        batch_op.create_index('ix_help_ticket', ['ticket_id'], unique=False)

    op.create_table('help_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('help_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_help_step_account_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_help_step_hall_id')),
    sa.ForeignKeyConstraint(['help_id'], ['help_request.id'], name=op.f('fk_help_step_help_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_step'))
    )
    with op.batch_alter_table('help_step', schema=None) as batch_op:
        batch_op.create_index('ix_help_step', ['help_id'], unique=False)
    op.create_table('slide',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('medium', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('duration_s', sa.Integer(), nullable=True),
    sa.Column('fit', sa.String(length=10), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('weekdays', sa.JSON(), nullable=False),
    sa.Column('from_time', sa.String(length=5), nullable=True),
    sa.Column('until_time', sa.String(length=5), nullable=True),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_slide_hall_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slide'))
    )
    with op.batch_alter_table('slide', schema=None) as batch_op:
        batch_op.create_index('ix_slide_order', ['hall_id', 'position'], unique=False)

    op.create_table('alert',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(length=10), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_alert_hall_id')),
    sa.ForeignKeyConstraint(['seen_by'], ['account.id'], name=op.f('fk_alert_seen_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    sa.UniqueConstraint('about', 'about_id', 'kind', 'due_at', name=op.f('uq_alert_about_about_id_kind_due_at'))
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index('ix_alert_hall', ['hall_id', 'seen_at'], unique=False)

    op.create_table('layout',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_layout_hall_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_layout')),
    sa.UniqueConstraint('hall_id', 'name', name=op.f('uq_layout_hall_id_name'))
    )
    op.create_table('item_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_item_version_approved_by')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_item_version_hall_id')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_version_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_version')),
    sa.UniqueConstraint('item_id', 'version', name=op.f('uq_item_version_item_id_version'))
    )
    with op.batch_alter_table('item_version', schema=None) as batch_op:
        batch_op.create_index('ix_item_version_state', ['hall_id', 'state'], unique=False)

    op.create_table('item_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_item_step_account_id')),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_item_step_hall_id')),
    sa.ForeignKeyConstraint(['version_id'], ['item_version.id'], name=op.f('fk_item_step_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_step')),
    sa.UniqueConstraint('version_id', 'number', name=op.f('uq_item_step_version_id_number'))
    )
    op.create_table('visitor_count',
    sa.Column('hall_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('visitors', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], name=op.f('fk_visitor_count_hall_id')),
    sa.PrimaryKeyConstraint('hall_id', 'day', name=op.f('pk_visitor_count'))
    )
